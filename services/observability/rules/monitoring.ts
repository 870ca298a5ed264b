import { PERCENT, type RuleGroup } from './rule.ts';

/** About what is scraped, whatever it is. */
export const MONITORING_RULES: RuleGroup = {
  name: 'monitoring',
  component: 'monitoring',
  records: [],
  alerts: [
    {
      alert: 'TargetDown',
      expr: 'sum by (job) (up == bool 0) / count by (job) (up) > 0.1',
      for: '10m',
      severity: 'warning',
      summary: 'Targets of a job cannot be scraped.',
      description: `${PERCENT} of the targets of {{ $labels.job }} do not answer Prometheus.`,
    },
  ],
};
