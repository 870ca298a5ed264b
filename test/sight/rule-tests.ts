import type { RuleGroup } from '../../services/observability/rules/rule.ts';
import type { AlertCase, Samples } from './cases/alert-case.ts';

/** A file for `promtool test rules`: each alert of a group fires for the one and stays quiet about the other. */
export function ruleTests({ alerts }: RuleGroup, ruleFile: string, cases: readonly AlertCase[]) {
  const own = cases.filter(({ alert }) => alerts.some((rule) => rule.alert === alert));
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: own.flatMap(({ alert, at, labels, fires, quiet }) => [
      {
        name: `${alert} fires`,
        ...input(fires),
        promql_expr_test: [
          {
            expr: `count by (alertname) (ALERTS{alertname="${alert}",alertstate="firing",${labels}})`,
            eval_time: at,
            exp_samples: [{ labels: `{alertname="${alert}"}`, value: 1 }],
          },
        ],
      },
      { name: `${alert} stays quiet`, ...input(quiet), alert_rule_test: [{ alertname: alert, eval_time: at, exp_alerts: [] }] },
    ]),
  };
}

const input = (samples: Samples) => ({
  interval: '1m',
  input_series: Object.entries(samples).map(([series, values]) => ({ series, values })),
});
