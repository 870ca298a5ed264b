import { dollarsText } from '../../lambda/router/domain/prices/dollars-text.ts';
import type { BudgetReport } from './actions.ts';
import type { SimulatedMonth } from './simulate.ts';

/** For people: one line a budget, then what is in force. */
export function reportText({ budgets, states }: BudgetReport): string {
  if (budgets.length === 0 && states.length === 0) return 'No tenant and no organisation of this region has a budget.\n';
  const rows = [
    ['BUDGET', 'PERIOD', 'SPENT', 'OF', 'SHARE', 'FORECAST'],
    ...budgets.map(({ whose, period, spent, amount, share, forecast }) => [
      whose,
      period,
      dollarsText(spent),
      dollarsText(amount),
      percent(share),
      forecast === undefined ? '' : dollarsText(Math.round(forecast)),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const words = states.map(({ whose, scope, action, until, override }) => {
    const key = scope.startsWith('key/') ? ` ${scope.slice(4)}` : '';
    return `${whose}${key}: ${action} until ${new Date(until).toISOString()}${override ? ", an operator's word" : ''}`;
  });
  return `${[...table, ...(words.length > 0 ? ['', ...words] : [])].join('\n')}\n`;
}

/** For people: how a simulated month went. */
export function monthText({ spent, wanted, deviation, requests, alerts }: SimulatedMonth, budget: number): string {
  const lines = [
    `Budget ${dollarsText(budget)}; the trace would have cost ${dollarsText(wanted)}.`,
    `Spent ${dollarsText(spent)}, ${percent(Math.abs(deviation))} ${deviation > 0 ? 'above' : 'below'} the budget.`,
    `Requests: ${requests.normal} as asked, ${requests.cheaper} by the cheaper model, ${requests.refused} refused.`,
    '',
    ...alerts.map(({ at, subject }) => `${at}  ${subject}`),
  ];
  return `${lines.join('\n')}\n`;
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.01 ? 4 : 1)} %`;
