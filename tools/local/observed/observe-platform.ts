import { randomUUID } from 'node:crypto';
import type { BudgetStore } from '../../../lambda/budget-alert/domain/ports.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { watchedBudgets } from './budgets.ts';
import { askColdStarts, listenToRouter } from './listen.ts';
import { type LocalPages, localPages } from './local-pages.ts';
import { createMetrics } from './metrics.ts';
import { breakersOf, routeViews } from './routes.ts';
import { spendToday } from './spend.ts';
import { spendByDay } from './spend-days.ts';
import { Traffic } from './traffic.ts';

/** The platform that is looked at. */
export interface ObservedPlatform {
  readonly region: string;
  readonly tenants: readonly string[];
  readonly routing: RouterConfig;
  /** File of the usage ledger. */
  readonly database: string;
  /** Where budgets are kept. @default - nobody has one */
  readonly budgets?: BudgetStore;
}

/** Listens to the router of this process from now on, and shows what it hears. */
export function observePlatform({ region, tenants, routing, database, budgets }: ObservedPlatform): LocalPages {
  const traffic = new Traffic();
  const watched = watchedBudgets(routing, budgets, Date.now);
  const metrics = createMetrics({
    inFlight: () => traffic.totals.inFlight,
    conversations: () => traffic.totals.conversations,
    breakers: () => breakersOf(routing),
    budgets: watched,
    coldStarts: askColdStarts,
  });
  const spend = spendToday(database, tenants, Date.now);
  const spendDays = spendByDay(database, tenants, Date.now);
  // A page that outlives its platform notices that the numbers of its rows begin anew.
  const run = randomUUID();
  listenToRouter({
    started: (begun) => traffic.started(begun),
    finished: (observation) => {
      traffic.finished(observation);
      metrics.observe(observation);
    },
  });
  return localPages({
    metrics,
    stateOf: (afterRow) => ({
      ...{ run, region },
      now: Date.now(),
      totals: traffic.totals,
      rows: traffic.rowsAfter(afterRow),
      routes: routeViews(routing),
      spend: spend(),
      spendDays: spendDays(),
      budgets: watched(),
    }),
  });
}
