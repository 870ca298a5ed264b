import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { BudgetGuard } from '../../budget-guard/budget-guard.ts';
import type { UsageQueue } from '../../usage-ledger/usage-queue.ts';
import type { Alert } from './alert.ts';

/** Failures in five minutes that are no accident. */
const FAILURES = 5;

/** A function that a request waits for: who fails or is throttled costs an answer. */
export const requestFunctionAlerts = (name: string, lambda: IFunction): Alert[] => [
  {
    id: `${name}Fails`,
    severity: 'critical',
    metric: lambda.metricErrors(),
    threshold: FAILURES,
    description: `The function ${name} ended without an answer ${FAILURES} times in five minutes: see its log`,
  },
  {
    id: `${name}Throttled`,
    severity: 'critical',
    metric: lambda.metricThrottles(),
    threshold: 1,
    description: `Lambda has no concurrency left for ${name}, and requests are refused: raise the quota or its reservation`,
  },
];

/** A function behind a queue: what fails is tried again. */
export const workerAlerts = (name: string, lambda: IFunction): Alert[] => [
  {
    id: `${name}Fails`,
    severity: 'warning',
    metric: lambda.metricErrors(),
    threshold: FAILURES,
    description: `The function ${name} failed ${FAILURES} times in five minutes; what it was given is tried again: see its log`,
  },
];

/** Answers that come near the end that Lambda sets. */
export const durationAlert = (router: IFunction): Alert => ({
  id: 'AnswerNearlyCutOff',
  severity: 'warning',
  metric: router.metricDuration({ statistic: Stats.MAXIMUM }),
  threshold: Duration.minutes(14).toMilliseconds(),
  description: 'An answer took fourteen minutes; Lambda ends it at fifteen. Bound the output of long requests',
});

/** Rows on their way to the ledger. Those that nobody could write have an alarm of the queue's own. */
export const usageQueueAlerts = (queue: UsageQueue): Alert[] => [
  {
    id: 'UsageLate',
    severity: 'warning',
    metric: queue.metricOldestOnItsWay(),
    threshold: Duration.minutes(15).toSeconds(),
    description: 'A usage row has waited a quarter of an hour for the ledger: quota and budgets count late. See the usage writer',
  },
  ...workerAlerts('UsageWriter', queue.function),
];

/** Failures and dead letters have alarms of the guard's own, for those who hear of budgets. */
export const budgetAlerts = (budgets: BudgetGuard): Alert[] => [
  {
    id: 'BudgetsLate',
    severity: 'warning',
    metric: budgets.metricDelay(),
    threshold: Duration.minutes(5).toMilliseconds(),
    description: 'Usage is counted against budgets five minutes late: until then routers obey what was last known',
  },
];
