import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { BudgetGuard } from '../../budget-guard/budget-guard.ts';
import type { InferenceApi } from '../../inference-api/inference-api.ts';
import type { ResponseCache } from '../../response-cache/response-cache.ts';
import type { RouterFunction } from '../../router-function/router-function.ts';
import type { UsageQueue } from '../../usage-ledger/usage-queue.ts';
import type { WebAcl } from '../../web-acl/web-acl.ts';
import type { LogSearch } from '../log-search.ts';
import type { Alert } from './alert.ts';
import { apiAlerts, concurrencyAlert, firewallAlerts, promiseAlerts } from './api.ts';
import { budgetAlerts, durationAlert, requestFunctionAlerts, usageQueueAlerts, workerAlerts } from './functions.ts';
import { logSearchAlerts } from './log-search.ts';
import { cacheAlerts, tableAlerts, type WatchedTable } from './stores.ts';

/** What a platform has outside its clusters. Each part is optional; names become parts of the alarms' ids. */
export interface Watched {
  readonly api?: InferenceApi;
  readonly router?: RouterFunction;
  readonly webAcl?: WebAcl;
  readonly usageQueue?: UsageQueue;
  readonly budgets?: BudgetGuard;
  readonly logSearch?: LogSearch;
  /** Functions that a request waits for beside the router, by name, e.g. `Authorizer`. */
  readonly requestFunctions?: { readonly [name: string]: IFunction };
  /** Functions behind a queue, by name. */
  readonly workers?: { readonly [name: string]: IFunction };
  /** Tables of DynamoDB, by name, e.g. `Ledger`. */
  readonly tables?: { readonly [name: string]: WatchedTable };
  /** Caches that have replicas, by name. */
  readonly replicatedCaches?: { readonly [name: string]: ResponseCache };
}

/** What must not come of it. Nothing that its constructs have alarms for themselves. */
export function watchedAlerts(watched: Watched): readonly Alert[] {
  const { api, router, webAcl, usageQueue, budgets, logSearch } = watched;
  const each = <T>(things: { readonly [name: string]: T } = {}, alerts: (name: string, thing: T) => Alert[]): Alert[] =>
    Object.entries(things).flatMap(([name, thing]) => alerts(name, thing));
  return [
    ...(api ? apiAlerts(api) : []),
    ...(webAcl ? firewallAlerts(webAcl) : []),
    ...(router
      ? [
          ...promiseAlerts(router),
          ...requestFunctionAlerts('Router', router.function),
          durationAlert(router.function),
          concurrencyAlert(),
        ]
      : []),
    ...each(watched.requestFunctions, requestFunctionAlerts),
    ...(usageQueue ? usageQueueAlerts(usageQueue) : []),
    ...(budgets ? budgetAlerts(budgets) : []),
    ...(logSearch ? logSearchAlerts(logSearch) : []),
    ...each(watched.workers, workerAlerts),
    ...each(watched.tables, tableAlerts),
    ...each(watched.replicatedCaches, cacheAlerts),
  ];
}
