import { stringify } from 'yaml';
import { PLATFORM_LABELS } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import type { AlertRule, RuleGroup } from './rule.ts';

/** How rules are written for one installation. */
export interface RuleOptions {
  /** Where runbooks are found: what stands before `<alert>.md`. @default 'docs/runbooks/', their place in this repository */
  readonly runbooks?: string;
}

const RUNBOOKS = 'docs/runbooks/';

/** A group as Prometheus takes it, in a rule file and in a PrometheusRule alike. */
function prometheusGroup({ name, component, records, alerts }: RuleGroup, { runbooks = RUNBOOKS }: RuleOptions = {}) {
  return {
    name,
    rules: [...records, ...alerts.map((rule) => prometheusAlert(rule, component, runbooks))],
  };
}

function prometheusAlert(
  { alert, expr, for: wait, severity, summary, description }: AlertRule,
  component: string,
  runbooks: string,
) {
  return {
    alert,
    expr,
    for: wait,
    labels: { severity, component },
    annotations: { summary, description, runbook_url: `${runbooks}${alert}.md` },
  };
}

/** A file for `rule_files` of Prometheus, or a rule groups namespace of Amazon Managed Service for Prometheus. */
export const ruleFile = (group: RuleGroup, options?: RuleOptions): string =>
  stringify({ groups: [prometheusGroup(group, options)] }, { lineWidth: 0, aliasDuplicateObjects: false });

/** Rules for the Prometheus of a cluster, one object for each group. */
export const prometheusRules = (groups: readonly RuleGroup[], namespace: string, options?: RuleOptions): readonly Manifest[] =>
  groups.map((group) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: `llm-platform-${group.name}`,
      namespace,
      labels: PLATFORM_LABELS,
    },
    spec: { groups: [prometheusGroup(group, options)] },
  }));
