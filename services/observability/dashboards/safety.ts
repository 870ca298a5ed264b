import { type Dashboard, lines, number, rateOf } from './dashboard.ts';

export const SAFETY: Dashboard = {
  uid: 'llm-safety',
  title: 'LLM platform: safety',
  description: 'What moderation finds and does, and who is held back for how they behave.',
  variables: [],
  rows: [
    {
      title: 'Moderation',
      panels: [
        number('Blocked a minute', 'short', `(${rateOf('llm_moderation_total{action="block"}')} or vector(0)) * 60`),
        number('Not judged a minute', 'short', `(${rateOf('llm_moderation_total{action="unavailable"}')} or vector(0)) * 60`),
        number('Requests with a finding', 'percentunit', `${rateOf('llm_moderation_total')} / ${rateOf('llm_requests_total')}`),
        lines('What came of texts', 'reqps', ['{{action}}', 'action:llm_moderation:rate15m']),
        lines('Categories', 'reqps', ['{{category}}', rateOf('llm_moderation_total', 'category')]),
        lines('Prompts and answers', 'reqps', ['{{side}} {{action}}', rateOf('llm_moderation_total', 'side, action')]),
      ],
    },
    {
      title: 'Behaviour',
      panels: [lines('Held back', 'reqps', ['{{action}}', `${rateOf('llm_abuse_actions_total', 'action')} or on () vector(0)`])],
    },
  ],
};
