import { NUMBER, type RuleGroup } from './rule.ts';

/** Moderation and abuse. */
export const SAFETY_RULES: RuleGroup = {
  name: 'llm-safety',
  component: 'gateway',
  records: [{ record: 'action:llm_moderation:rate15m', expr: 'sum by (action) (rate(llm_moderation_total[15m]))' }],
  alerts: [
    {
      alert: 'LLMModerationUnavailable',
      expr: 'action:llm_moderation:rate15m{action="unavailable"} > 0',
      for: '2m',
      severity: 'critical',
      summary: 'Texts cannot be judged.',
      description: `Moderation is unavailable for ${NUMBER} requests a second.`,
    },
    {
      alert: 'LLMModerationBlocksSurge',
      expr: 'action:llm_moderation:rate15m{action="block"} > 0.05 and action:llm_moderation:rate15m{action="block"} > 3 * avg_over_time(action:llm_moderation:rate15m{action="block"}[1d] offset 1h)',
      for: '10m',
      severity: 'warning',
      summary: 'Moderation blocks three times as much as usual.',
      description: `${NUMBER} requests a second are blocked.`,
    },
    {
      alert: 'LLMPromptInjectionWave',
      expr: 'sum(increase(llm_moderation_total{side="input",category="prompt-injection"}[15m])) > 50',
      for: '0m',
      severity: 'warning',
      summary: 'Many prompts try to override their instructions.',
      description: `${NUMBER} requests within a quarter of an hour carried a prompt injection.`,
    },
    {
      alert: 'LLMCallerBlockedForAbuse',
      expr: 'sum(increase(llm_abuse_actions_total{action="block"}[15m])) > 0',
      for: '0m',
      severity: 'warning',
      summary: 'A tenant or a key is blocked for how it behaves.',
      description: `${NUMBER} requests of blocked callers within a quarter of an hour.`,
    },
  ],
};
