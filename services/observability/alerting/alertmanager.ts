import { stringify } from 'yaml';
import type { OnCall, OnCallRoute } from './on-call.ts';
import { onCallProblems } from './on-call-problems.ts';
import { alertmanagerReceiver } from './receivers.ts';

/** What the second alert would only repeat while the first fires: by name, and the labels that must be alike. */
const SAID_BY: readonly (readonly [source: string, target: string, equal: readonly string[]])[] = [
  ...['LLMAvailability', 'LLMTimeToFirstToken', 'LLMTimePerOutputToken'].map(
    (slo) => [`${slo}FastBurn`, `${slo}SlowBurn`, ['model']] as const,
  ),
  ['LLMGatewayMetricsMissing', 'LLMTrafficStopped', []],
  ['LLMEveryCircuitBreakerOpen', 'LLMCircuitBreakerOpen', []],
  ['LLMBudgetSpent', 'LLMBudgetNearlySpent', ['budget', 'period']],
  ['RedisDown', 'TargetDown', []],
  ['RolloutStuck', 'DeploymentReplicasMissing', ['namespace', 'deployment']],
];

/**
 * The configuration of an Alertmanager, as YAML.
 *
 * @throws Error with everything that is wrong with who is on call
 */
export function alertmanagerConfig(onCall: OnCall): string {
  const problems = onCallProblems(onCall);
  if (problems.length > 0) throw new Error(`Alerts cannot be routed:\n${problems.map((each) => `- ${each}`).join('\n')}`);
  const { receivers, routes, otherwise } = onCall;
  const quiet = routes.flatMap(({ quietHours }, index) => (quietHours ? [{ name: quietName(index), ...quietHours }] : []));
  return stringify(
    {
      route: {
        receiver: otherwise,
        group_by: ['alertname', 'model', 'upstream', 'tenant'],
        group_wait: '30s',
        group_interval: '5m',
        repeat_interval: '12h',
        routes: routes.map(alertmanagerRoute),
      },
      ...(quiet.length > 0 && {
        time_intervals: quiet.map(({ name, ranges, timezone }) => ({
          name,
          time_intervals: [{ times: ranges.map(({ from, to }) => ({ start_time: from, end_time: to })), location: timezone }],
        })),
      }),
      inhibit_rules: SAID_BY.map(([source, target, equal]) => ({
        source_matchers: [`alertname="${source}"`],
        target_matchers: [`alertname="${target}"`],
        equal,
      })),
      receivers: Object.entries(receivers).map(([name, receiver]) => alertmanagerReceiver(name, receiver)),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

const quietName = (index: number): string => `quiet-${index}`;

function alertmanagerRoute({ receiver, severity, component, repeat, quietHours }: OnCallRoute, index: number) {
  const oneOf = (label: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`${label}=~"${values.join('|')}"`];
  return {
    receiver,
    matchers: [...oneOf('severity', severity), ...oneOf('component', component)],
    ...(repeat !== undefined && { repeat_interval: repeat }),
    ...(quietHours && { mute_time_intervals: [quietName(index)] }),
  };
}
