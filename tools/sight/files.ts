import { alertmanagerConfig } from '../../services/observability/alerting/alertmanager.ts';
import type { OnCall } from '../../services/observability/alerting/on-call.ts';
import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import { grafanaJson } from '../../services/observability/dashboards/grafana.ts';
import { DCGM_FIELDS_TO_ADD } from '../../services/observability/metrics/gpu.ts';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { type RuleOptions, ruleFile } from '../../services/observability/rules/prometheus.ts';

/**
 * Rules, dashboards and routes as files by their path. The same bytes each time.
 *
 * @param onCall who is told of alerts. @default - no file for an Alertmanager
 * @throws Error with everything that is wrong with who is on call
 */
export function sightFiles(options: RuleOptions, onCall?: OnCall): ReadonlyMap<string, string> {
  return new Map([
    ...RULE_GROUPS.map((group) => [`rules/${group.name}.yaml`, ruleFile(group, options)] as const),
    ...DASHBOARDS.map((dashboard) => [`dashboards/${dashboard.uid}.json`, grafanaJson(dashboard)] as const),
    [
      'dcgm-fields-to-add.csv',
      DCGM_FIELDS_TO_ADD.map((field) => `${field}, counter, see docs/observability.md\n`).join(''),
    ] as const,
    ...(onCall ? [['alertmanager.yml', alertmanagerConfig(onCall)] as const] : []),
  ]);
}
