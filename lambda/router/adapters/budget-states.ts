import { adapterFor } from '../../common/locator.ts';
import { errorFields, log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import type { BudgetState } from '../contract/budgets.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { BudgetStates, ReadStates } from '../domain/budgets/states.ts';

/** What is older is read again, while the request that noticed goes on with what is known. */
const FRESH_MS = 3_000;
/** What is older than that is waited for: a function of Lambda may have slept for long. */
const STALE_MS = 60_000;
/** Nobody waits longer for a state. */
const PATIENCE_MS = 500;

interface Known {
  states: readonly BudgetState[];
  /** Milliseconds; of the last read that began. */
  askedAt: number;
  /** Of the last read that succeeded. */
  readAt: number;
  reading?: Promise<void> | undefined;
}

/**
 * Keeps states in memory: at most one read of a partition every three seconds. There are as many partitions as tenants and organisations with a
 * budget.
 *
 * @param now milliseconds
 */
export function cachedBudgetStates(read: ReadStates, now: () => number = Date.now): BudgetStates {
  const partitions = new Map<string, Known>();

  const refresh = (partition: string, known: Known): Promise<void> => {
    known.askedAt = now();
    known.reading ??= read(partition)
      .then((states) => {
        known.states = states;
        known.readAt = now();
      })
      .catch((error: unknown) => log('error', 'budget states not read', { partition, ...errorFields(error) }))
      .finally(() => {
        known.reading = undefined;
      });
    return known.reading;
  };

  return {
    inForce: (partition) => {
      const known = partitions.get(partition) ?? { states: [], askedAt: -Infinity, readAt: -Infinity };
      partitions.set(partition, known);
      const at = now();
      const reading = at - known.askedAt < FRESH_MS ? known.reading : refresh(partition, known);
      if (reading === undefined || at - known.readAt < STALE_MS) return known.states;
      return withPatience(reading).then(() => known.states);
    },
  };
}

function withPatience(reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  return Promise.race([reading, enough]).finally(() => clearTimeout(timer));
}

/** The states that the environment names a place for, if it does; the place is opened with the first look. */
export function budgetStatesFrom(environment: Readonly<Record<string, string | undefined>>): { readonly budgets?: BudgetStates } {
  if (environment[RouterEnvironment.BUDGETS] === undefined) return {};
  const read = adapterFor<ReadStates>(environment, RouterEnvironment.BUDGETS, {
    dynamodb: (table) => loaded(async () => (await import('./dynamodb-budgets.ts')).dynamoDbBudgetStates(table)),
    sqlite: (file) => loaded(async () => (await import('./sqlite-budgets.ts')).sqliteBudgetStates(file)),
  });
  return { budgets: cachedBudgetStates(read) };
}

function loaded(load: () => Promise<ReadStates>): ReadStates {
  const reader = once(load);
  return async (partition) => (await reader())(partition);
}
