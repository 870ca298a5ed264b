/** The local platform's budgets in force: `budget-alert` writes them, the router reads them, and whoever comes first makes the table. */
export const BUDGET_STATES_SCHEMA = `CREATE TABLE IF NOT EXISTS budget_states (
  partition TEXT NOT NULL,
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  action TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (partition, scope, kind)
) STRICT, WITHOUT ROWID`;
