import { memoryStore } from '../../lambda/budget-alert/domain/memory-store.ts';
import { settleSpend } from '../../lambda/budget-alert/domain/settle.ts';
import { accountKey, accountsOf, type SpendEvent } from '../../lambda/budget-alert/domain/spend.ts';
import { periodAt } from '../../lambda/router/contract/budget-period.ts';
import type { Budget, BudgetAction } from '../../lambda/router/contract/budgets.ts';
import { budgetLimits } from '../../lambda/router/domain/budgets/limits.ts';
import { type Counters, reserveIn, settleIn } from '../../lambda/router/domain/quota/counters.ts';
import type { Reservation } from '../../lambda/router/domain/quota/store.ts';
import { type Costs, costsUnder } from './simulated-costs.ts';
import type { TracedRequest } from './trace.ts';

export interface Simulation {
  readonly trace: readonly TracedRequest[];
  /** With a month's amount. */
  readonly budget: Budget & { readonly month: number };
  /** Epoch milliseconds, in the month that is simulated. */
  readonly month: number;
  /** How many times over the trace is spread over the month. */
  readonly passes: number;
  /** What the month would cost without a budget, as a multiple of the budget. */
  readonly pressure: number;
}

export interface SimulatedMonth {
  /** Micro-dollars. */
  readonly spent: number;
  readonly wanted: number;
  /** Of the budget: 0 is a hit. Above 0 more was spent. */
  readonly deviation: number;
  readonly requests: Readonly<Record<'normal' | 'cheaper' | 'refused', number>>;
  readonly alerts: readonly { readonly at: string; readonly subject: string }[];
}

const TENANT = 'simulated';
/** From the end of an attempt until routers know what follows: stream, function, cache. */
const LAG_MS = 10_000;
const LATENCY_MS = 20_000;
const LEASE_MS = 16 * 60_000;

interface Running {
  readonly until: number;
  readonly reservation: Reservation;
  readonly event: SpendEvent;
}

/** Spreads a trace over a month and lets it through the same decisions as requests: reservation, settlement, booking, what is in force. Deterministic. */
export async function simulateMonth({ trace, budget, month, passes, pressure }: Simulation): Promise<SimulatedMonth> {
  const period = periodAt('month', month);
  const budgets = { [TENANT]: { tenant: budget } };
  const store = memoryStore();
  const counters: Counters = new Map();
  const alerts: { at: string; subject: string }[] = [];
  const requests = { normal: 0, cheaper: 0, refused: 0 };
  const [account] = accountsOf(budgets, { id: '', tenant: TENANT, principal: 'key', at: month, microDollars: 0 });
  if (account === undefined) throw new Error('the budget has no amount for a month');
  const costs = costsUnder(trace, passes, budget.month * pressure);
  const stretch = (period.endsAt - period.startsAt) / passes / ((trace.at(-1)?.afterMs ?? 0) + 1);

  let running: Running[] = [];
  let known: { readonly at: number; readonly action: BudgetAction | undefined }[] = [];
  let wanted = 0;

  /** Settles what has ended by now, and books it. */
  const passTime = async (now: number) => {
    const ended = running.filter(({ until }) => until <= now);
    if (ended.length === 0) return;
    running = running.filter(({ until }) => until > now);
    for (const { reservation, event, until } of ended) {
      settleIn(counters, reservation, { requests: 1, tokens: 0, microDollars: event.microDollars, concurrency: 0 }, until);
    }
    const publish = async ({ subject }: { readonly subject: string }) => {
      alerts.push({ at: new Date(now).toISOString(), subject });
    };
    // As a stream may have it: the latest first, and one of them twice.
    const events = ended.map(({ event }) => event).reverse();
    await settleSpend([...events, ...events.slice(0, 1)], budgets, { store, publish, observe: () => undefined });
    known.push({ at: now + LAG_MS, action: store.actions.get(accountKey(account)) });
  };

  for (let i = 0; i < trace.length * passes; i += 1) {
    const request = trace[i % trace.length];
    if (request === undefined) break;
    const pass = Math.floor(i / trace.length);
    const now = period.startsAt + Math.floor((pass * ((trace.at(-1)?.afterMs ?? 0) + 1) + request.afterMs) * stretch);
    await passTime(now);
    const last = known.findLast(({ at }) => at <= now);
    if (last !== undefined) known = known.slice(known.indexOf(last));
    const action = last?.action;
    const usual: Costs = costs(request, 'usual');
    wanted += usual.actual;
    const cost = action === 'cheaper-model' ? costs(request, 'cheaper') : usual;
    const limits = budgetLimits([account.scoped], now);
    const amounts = { requests: 1, tokens: 0, microDollars: cost.expected, concurrency: 1 };
    const reservation = { id: String(i), partition: TENANT, limits, amounts, leaseMs: LEASE_MS };
    const stopped = action === 'block' || action === 'cache-only';
    if (stopped || !reserveIn(counters, reservation, now).granted) {
      requests.refused += 1;
      continue;
    }
    requests[action === 'cheaper-model' ? 'cheaper' : 'normal'] += 1;
    const event = { id: `${i}#1`, tenant: TENANT, principal: 'key', at: now, microDollars: cost.actual };
    running.push({ until: now + LATENCY_MS, reservation, event });
  }
  await passTime(period.endsAt + LATENCY_MS);
  const spent = store.spent.get(accountKey(account))?.total ?? 0;
  return { spent, wanted, deviation: spent / budget.month - 1, requests, alerts };
}
