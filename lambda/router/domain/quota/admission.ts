import type { CallerContext } from '../../../authorizer/contract.ts';
import type { TenantLimits } from '../../contract/limits.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { BudgetTerms } from '../budgets/obey.ts';
import { budgetExhausted } from '../budgets/refusal.ts';
import { configOf, type Exchange, type Journal } from '../exchange.ts';
import { headerOf } from '../http/api-gateway-event.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import type { RouterPorts } from '../ports.ts';
import { highestCost } from '../prices/price-of.ts';
import { step } from '../telemetry/steps.ts';
import { MOST_COUNTED } from './counter.ts';
import { limitsOf, localShareOf, partitionOf, type ScopedLimit } from './limits.ts';
import { limitReached, quotaUnavailable, rateLimitHeaders } from './refusal.ts';
import type { Amounts, QuotaStore, Reservation } from './store.ts';

/** What a request is expected to use. */
export interface Estimate {
  /** The model or alias that is asked. */
  readonly model: string;
  /** Of the prompt. */
  readonly inputTokens: number;
  /** Of the longest answer. */
  readonly outputTokens: number;
  /** The person that the client asks for. @default - no limit per user applies */
  readonly user?: string;
}

/** Longer than any function of Lambda runs: a request in flight never loses what it holds. */
const LEASE_MS = 16 * 60_000;

/**
 * Takes what the request may need from every limit that it is under. A tenant without limits costs nothing here.
 *
 * @param budgets the hard stops of the budgets that it is under
 * @throws OpenAiError 429 that names the limit; 503 when the store is out of reach and the tenant's choice is to refuse
 */
export async function reserveQuota(
  exchange: Exchange,
  caller: CallerContext,
  estimate: () => Estimate,
  budgets: BudgetTerms['limits'] = [],
): Promise<void> {
  const config = await configOf(exchange);
  const { limits: byTenant } = config;
  const own = byTenant !== undefined && Object.hasOwn(byTenant, caller.tenant) ? byTenant[caller.tenant] : undefined;
  if (own === undefined && budgets.length === 0) return;
  const tenantLimits = own ?? UNLIMITED;
  const expected = estimate();
  const session = headerOf(exchange.request, 'x-session-id');
  const limits = [...limitsOf(tenantLimits, caller, { ...expected, ...(session && { session }) }), ...budgets];
  if (limits.length === 0) return;
  const { ports } = exchange;
  const tokens = Math.min(expected.inputTokens + expected.outputTokens, Number.MAX_SAFE_INTEGER);
  const inDollars = limits.some(({ measure }) => measure === 'microDollars');
  const microDollars = inDollars ? highestCost(config, expected.model, expected) : 0;
  const amounts: Amounts = { requests: 1, tokens, microDollars, concurrency: 1 };
  const partition = partitionIn(config, tenantLimits, caller.tenant);
  const reservation = { id: ports.newId(), partition, limits, amounts, leaseMs: LEASE_MS };
  try {
    await take(exchange, ports.quota.shared, reservation, limits);
  } catch (error) {
    await withoutStore(error, exchange, caller.tenant, tenantLimits, { ...reservation, limits: localShareOf(limits) });
  }
}

async function withoutStore(
  error: unknown,
  exchange: Exchange,
  tenant: string,
  { whenUnavailable }: TenantLimits,
  share: Reservation & { readonly limits: readonly ScopedLimit[] },
): Promise<void> {
  if (!(error instanceof StoreFailure)) throw error;
  const { requestId, journal, ports } = exchange;
  const { message } = error;
  ports.log(whenUnavailable === 'localShare' ? 'warn' : 'error', 'quota store unavailable', {
    requestId,
    tenant,
    whenUnavailable,
    error: message,
  });
  if (whenUnavailable === 'refuse') throw quotaUnavailable();
  journal.headers = { ...journal.headers, 'x-quota-mode': 'local-share' };
  try {
    await take(exchange, ports.quota.local, share, share.limits);
  } catch (failure) {
    throw failure instanceof StoreFailure ? quotaUnavailable() : failure;
  }
}

async function take(
  exchange: Exchange,
  store: QuotaStore,
  reservation: Reservation,
  limits: readonly ScopedLimit[],
): Promise<void> {
  const { journal, ports } = exchange;
  const answer = await step(exchange, 'quota', () => store.reserve(reservation)).catch((error: unknown) => {
    throw new StoreFailure(error instanceof Error ? error.message : String(error));
  });
  journal.headers = { ...journal.headers, ...rateLimitHeaders(limits, answer.used) };
  if (answer.granted) {
    journal.reserved = { store, reservation };
    return;
  }
  const refusedBy = limits[answer.refusedBy];
  if (refusedBy === undefined) throw new Error(`the quota store refused by limit ${answer.refusedBy} of ${limits.length}`);
  journal.quotaRefusal = { measure: refusedBy.measure, scope: refusedBy.scope };
  if (refusedBy.budgetEndsAt !== undefined) throw stoppedBy(refusedBy, refusedBy.budgetEndsAt, ports.clock.now());
  throw limitReached(refusedBy, reservation.amounts, answer.retryAfterMs);
}

/** Of a tenant that has budgets and no limits. */
const UNLIMITED: TenantLimits = Object.freeze({ whenUnavailable: 'refuse' });

/** The organisation's counters lie with the tenant's, also where only a budget is the organisation's. */
function partitionIn({ budgets = {} }: RouterConfig, limits: TenantLimits, tenant: string): string {
  const organisation = limits.organisation ?? (Object.hasOwn(budgets, tenant) ? budgets[tenant]?.organisation : undefined);
  return partitionOf(organisation === undefined ? {} : { organisation }, tenant);
}

/** Less is left than this request may cost; a smaller one may still be granted. */
const stoppedBy = ({ scope }: ScopedLimit, endsAt: number, now: number): OpenAiError =>
  budgetExhausted(
    scope === 'organisation' || scope === 'key' ? scope : 'tenant',
    endsAt,
    now,
    'What is left of it is less than this request may cost; a lower max_completion_tokens may still be granted.',
  );

/** Corrects the reservation to what all attempts used and cost together. What cannot be settled is given back when its lease ends. */
export async function settleQuota(
  { reserved, attempts }: Journal,
  requestId: string,
  { log, clock }: RouterPorts,
): Promise<void> {
  if (reserved === undefined) return;
  const { store, reservation } = reserved;
  const tokens = sumOf(attempts.map(({ usage }) => usage.inputTokens + usage.outputTokens));
  const microDollars = sumOf(attempts.map(({ charge }) => charge?.costMicroDollars ?? 0));
  for (let attempt = 0; ; attempt++) {
    try {
      // Settling twice changes nothing, so a store that did it and could not say so may be asked again.
      return await store.settle(reservation, { requests: 1, tokens, microDollars, concurrency: 0 });
    } catch (error) {
      const pause = SETTLE_PAUSES_MS[attempt];
      if (pause === undefined) {
        const what = error instanceof Error ? error.message : String(error);
        return log('error', 'quota not settled', { requestId, tokens, microDollars, error: what });
      }
      await clock.sleep(pause, NEVER);
    }
  }
}

/** As far as stores count. */
const sumOf = (amounts: readonly number[]): number =>
  Math.min(
    amounts.reduce((sum, amount) => sum + amount, 0),
    MOST_COUNTED,
  );

/** The client has its answer: nobody waits. */
const SETTLE_PAUSES_MS = [100, 1_000];
const NEVER = new AbortController().signal;

class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
