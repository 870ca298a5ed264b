import { type Dashboard, lines, number, rateOf } from './dashboard.ts';

const BUDGET = '{budget=~"$budget"}';

export const SPEND: Dashboard = {
  uid: 'llm-spend',
  title: 'LLM platform: spend and budgets',
  description: 'What requests cost, who spends it, and what is left.',
  variables: [{ name: 'budget', series: 'llm_budget_amount_dollars', label: 'budget' }],
  rows: [
    {
      title: 'Budgets',
      panels: [
        number('Spent an hour', 'currencyUSD', `${rateOf('llm_cost_total_dollars')} * 3600`),
        number('Budgets used up', 'short', 'count(budget:llm_budget_spent:ratio >= 1) or vector(0)'),
        lines('Spent of the budget', 'percentunit', ['{{budget}}, {{period}}', `budget:llm_budget_spent:ratio${BUDGET}`]),
        lines(
          'Spent and budget',
          'currencyUSD',
          ['{{budget}} spent, {{period}}', `max by (budget, period) (llm_budget_spent_dollars${BUDGET})`],
          ['{{budget}} budget, {{period}}', `max by (budget, period) (llm_budget_amount_dollars${BUDGET})`],
        ),
        lines('What budgets did', 'reqps', ['{{action}}', `${rateOf('llm_budget_actions_total', 'action')} or on () vector(0)`]),
      ],
    },
    {
      title: 'Spending',
      panels: [
        lines('An hour, by model', 'currencyUSD', ['{{model}}', 'model:llm_cost_dollars:rate1h']),
        lines('An hour, by tenant', 'currencyUSD', ['{{tenant}}', 'tenant:llm_cost_dollars:rate1h']),
        lines('A million tokens, by model', 'currencyUSD', [
          '{{model}}',
          `${rateOf('llm_cost_total_dollars', 'model')} / (${rateOf('llm_tokens_total', 'model')} > 0) * 1e6`,
        ]),
        lines('Usage rows lost', 'short', ['rows', 'sum(increase(llm_usage_rows_lost_total[1h]))']),
      ],
    },
  ],
};
