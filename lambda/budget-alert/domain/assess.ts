import type { AlertAt, Budget, BudgetAction } from '../../router/contract/budgets.ts';
import type { Account, PeriodSpend } from './spend.ts';

/** What a period's spend means for its budget. A function of the rows alone: no clock, no order. */
export interface Assessment {
  /** Of the budget; 1 is all of it. */
  readonly share: number;
  /** What the period will have cost when it goes on like this, micro-dollars. @default - too early to say */
  readonly forecast?: number;
  /** Every alert that is due by now, in the order in which they come. */
  readonly alerts: readonly AlertAt[];
  /** @default - none: all is as usual */
  readonly action?: BudgetAction;
}

/** So much of the period must be over before its rate means something. */
const LEAST_SHARE = 0.1;

export function assess({ scoped: { budget }, period, amount }: Account, { total, slots }: PeriodSpend): Assessment {
  const share = total / amount;
  const forecasts = forecastsOf(slots, period.slots);
  const led = forecasts.some((forecast) => forecast > amount);
  const forecast = forecasts.at(-1);
  const action = actionAt(budget, share);
  return {
    share,
    ...(forecast !== undefined && { forecast: Math.max(forecast, total) }),
    alerts: inOrder(budget.alertAt).filter((at) => (at === 'forecast' ? led : isReached(share, at))),
    ...(action && { action }),
  };
}

/** The forecast stands before the end of the budget and behind the shares below that. */
export const inOrder = (alertAt: readonly AlertAt[]): readonly AlertAt[] => [...alertAt].sort((a, b) => placeOf(a) - placeOf(b));

const placeOf = (at: AlertAt): number => (at === 'forecast' ? 1 - Number.EPSILON : at);

/** The counters refuse what does not fit into the rest, so that the last bit is never spent: it must not keep an alert from coming. */
const REST = 0.0005;

const isReached = (share: number, at: number): boolean => share >= at - REST;

/** The strictest step that the share has reached. */
export function actionAt({ whenReached: { cheaperModel, cacheOnly, block } }: Budget, share: number): BudgetAction | undefined {
  if (isReached(share, block)) return 'block';
  if (cacheOnly !== undefined && isReached(share, cacheOnly)) return 'cache-only';
  return cheaperModel !== undefined && isReached(share, cheaperModel) ? 'cheaper-model' : undefined;
}

/**
 * The average of the slots that are over, carried on to the end of the period: one forecast for the end of each slot. A slot is over when there is
 * spend in a later one. A row that comes late makes forecasts higher, never lower.
 */
function forecastsOf(slots: PeriodSpend['slots'], count: number): readonly number[] {
  const latest = Math.max(-1, ...Object.keys(slots).map(Number));
  const forecasts: number[] = [];
  let sum = 0;
  for (let over = 1; over <= latest; over += 1) {
    sum += slots[over - 1] ?? 0;
    if (over >= count * LEAST_SHARE) forecasts.push((sum / over) * count);
  }
  return forecasts;
}
