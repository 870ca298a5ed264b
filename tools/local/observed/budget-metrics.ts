import { Gauge, type Registry } from 'prom-client';
import type { BudgetView } from '../budgets/view.ts';

const LABELS = ['budget', 'period'] as const;

/** The budgets of organisations and tenants in their present periods; when one has passed, its label goes with it. */
export function addBudgetMetrics(registry: Registry, budgets: () => readonly BudgetView[]): void {
  const gauge = (name: string, help: string, microDollars: (view: BudgetView) => number) =>
    new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers: [registry],
      collect() {
        this.reset();
        for (const view of budgets()) this.set({ budget: view.whose, period: periodOf(view) }, microDollars(view) / 1e6);
      },
    });
  gauge('llm_budget_amount_dollars', 'What may be spent in the present period.', ({ amount }) => amount);
  gauge('llm_budget_spent_dollars', 'What was spent in the present period.', ({ spent }) => spent);
}

/** Whether a budget is daily or monthly: dates as labels would be new series every day. */
const periodOf = ({ period }: BudgetView): 'day' | 'month' => (period.length > '2026-11'.length ? 'day' : 'month');
