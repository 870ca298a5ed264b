import { type AlertCase, flat, rising, type Samples, step } from './alert-case.ts';

const budget = (spent: number): Samples => ({
  'llm_budget_amount_dollars{budget="acme",period="month"}': flat(100),
  'llm_budget_spent_dollars{budget="acme",period="month"}': flat(spent),
});

const moderated = (action: string, perMinute: number): Samples => ({
  [`llm_moderation_total{side="input",action="${action}",category="violence"}`]: rising(perMinute),
});

const injections = (perMinute: number): Samples => ({
  'llm_moderation_total{side="input",action="flag",category="prompt-injection"}': rising(perMinute),
});

/** As many a minute for three hours, then more. */
const surge = (series: string, before: number, after: number): Samples => ({
  [series]: `0+${before}x180 ${180 * before}+${after}x120`,
});

const BLOCKED = 'llm_moderation_total{side="input",action="block",category="violence"}';

export const SPEND_AND_SAFETY_CASES: readonly AlertCase[] = [
  {
    alert: 'LLMTenantOverQuota',
    at: '40m',
    labels: 'tenant="acme",measure="tokens"',
    fires: { 'llm_quota_refusals_total{tenant="acme",measure="tokens"}': rising(30) },
    quiet: { 'llm_quota_refusals_total{tenant="acme",measure="tokens"}': rising(3) },
  },
  { alert: 'LLMBudgetNearlySpent', at: '10m', labels: 'budget="acme",period="month"', fires: budget(95), quiet: budget(104) },
  { alert: 'LLMBudgetSpent', at: '10m', labels: 'budget="acme",period="month"', fires: budget(100), quiet: budget(99) },
  {
    alert: 'LLMSpendUnusual',
    at: '290m',
    labels: 'severity="warning"',
    fires: surge('llm_cost_total_dollars{model="gpt"}', 0.1, 1),
    quiet: surge('llm_cost_total_dollars{model="gpt"}', 0.5, 1),
  },
  {
    alert: 'LLMUsageRowsLost',
    at: '10m',
    labels: 'severity="critical"',
    fires: { llm_usage_rows_lost_total: step(5, 0, 3) },
    quiet: { llm_usage_rows_lost_total: flat(3) },
  },
  {
    alert: 'LLMModerationUnavailable',
    at: '10m',
    labels: 'action="unavailable"',
    fires: moderated('unavailable', 6),
    quiet: { ...moderated('block', 60), ...moderated('flag', 60) },
  },
  {
    alert: 'LLMModerationBlocksSurge',
    at: '210m',
    labels: 'action="block"',
    fires: surge(BLOCKED, 1, 30),
    quiet: surge(BLOCKED, 10, 20),
  },
  {
    alert: 'LLMPromptInjectionWave',
    at: '20m',
    labels: 'severity="warning"',
    fires: injections(5),
    quiet: { ...injections(2), ...moderated('block', 60) },
  },
  {
    alert: 'LLMCallerBlockedForAbuse',
    at: '20m',
    labels: 'severity="warning"',
    fires: { 'llm_abuse_actions_total{action="block"}': rising(1) },
    quiet: { 'llm_abuse_actions_total{action="throttle"}': rising(60), 'llm_abuse_actions_total{action="block"}': flat(4) },
  },
];
