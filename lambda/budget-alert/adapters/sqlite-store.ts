import { BUDGET_STATES_SCHEMA } from '../../common/budget-states-table.ts';
import { inTransaction, openDatabase } from '../../common/sqlite.ts';
import { BUDGET_ACTIONS, type BudgetAction } from '../../router/contract/budgets.ts';
import type { BudgetStore } from '../domain/ports.ts';
import { type Account, NO_SPEND, type PeriodSpend, withEvent } from '../domain/spend.ts';

const SCHEMA = `${BUDGET_STATES_SCHEMA};
CREATE TABLE IF NOT EXISTS budget_booked (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS budget_spend (
  partition TEXT NOT NULL,
  scope TEXT NOT NULL,
  period TEXT NOT NULL,
  spend TEXT NOT NULL,
  PRIMARY KEY (partition, scope, period)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS budget_alerts (
  partition TEXT NOT NULL,
  scope TEXT NOT NULL,
  period TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (partition, scope, period, at)
) STRICT, WITHOUT ROWID`;

const placeOf = ({ scoped: { partition, scope }, period: { id } }: Account) => [partition, scope, id] as const;

/** Keeps budgets in the database of the local platform. */
export function sqliteBudgetStore(file: string): BudgetStore {
  const database = openDatabase(file, SCHEMA);
  const mark = database.prepare('INSERT OR IGNORE INTO budget_booked VALUES (?)');
  const select = database.prepare('SELECT spend FROM budget_spend WHERE partition = ? AND scope = ? AND period = ?');
  const put = database.prepare('INSERT OR REPLACE INTO budget_spend VALUES (?, ?, ?, ?)');
  const inForce = database.prepare(
    'SELECT action FROM budget_states WHERE partition = ? AND scope = ? AND kind = ? AND until >= ?',
  );
  const enforce = database.prepare('INSERT OR REPLACE INTO budget_states VALUES (?, ?, ?, ?, ?)');
  const unmark = database.prepare('DELETE FROM budget_alerts WHERE partition = ? AND scope = ? AND period = ? AND at = ?');
  const markSent = database.prepare('INSERT OR IGNORE INTO budget_alerts VALUES (?, ?, ?, ?)');

  const spendOf = (account: Account): PeriodSpend => {
    const row = select.get(...placeOf(account));
    return row === undefined ? NO_SPEND : (JSON.parse(String(row.spend)) as PeriodSpend);
  };

  return {
    book: async (bookings) =>
      inTransaction(database, () => {
        for (const { event, accounts } of bookings) {
          if (mark.run(event.id).changes === 0) continue;
          for (const account of accounts) {
            put.run(...placeOf(account), JSON.stringify(withEvent(spendOf(account), account.period, event)));
          }
        }
      }),
    spend: async (account) => spendOf(account),
    enforce: async ({ scoped: { partition, scope }, period: { kind, endsAt } }, action) => {
      const before = inForce.get(partition, scope, kind, endsAt)?.action as BudgetAction;
      const rank = BUDGET_ACTIONS.indexOf(before);
      if (BUDGET_ACTIONS.indexOf(action) > rank) enforce.run(partition, scope, kind, action, endsAt);
    },
    sendOnce: async (account, at, send) => {
      if (markSent.run(...placeOf(account), at).changes === 0) return;
      await send().catch((error: unknown) => {
        unmark.run(...placeOf(account), at);
        throw error;
      });
    },
  };
}
