import type { CallerContext } from '../../../authorizer/contract.ts';
import type { TenantModeration } from '../../contract/moderation.ts';
import type { Exchange } from '../exchange.ts';
import { moderationUnavailable } from '../guard/refusals.ts';
import { abuseBlocked, abuseThrottled } from './refusals.ts';
import { actionAt, type Level } from './standing.ts';
import type { AbuseStore, Admission } from './store.ts';

const HEADERS: readonly string[] = ['', 'warned', 'throttled', 'blocked'] satisfies Record<Level, string>;

/** Tells in the answer how the tenant or the key stands. */
export function noteLevel({ journal }: Exchange, level: Level): void {
  if (level > 0) journal.headers = { ...journal.headers, 'x-abuse': HEADERS[level] ?? '' };
}

/** @throws Error that says why there is none */
export function abuseStoreOf({ ports }: Exchange): AbuseStore {
  if (ports.abuse === undefined) throw new Error('this router has no store for it');
  return ports.abuse;
}

/**
 * Lets those in who behave. A tenant without `abuse` in its settings costs nothing here.
 *
 * @throws OpenAiError 429 when the tenant or its key is throttled, 403 when it is blocked, 503 when that cannot be told and the tenant's choice is to
 * refuse
 */
export async function admitCaller(
  exchange: Exchange,
  caller: CallerContext,
  { abuse: rules, whenUnavailable }: TenantModeration,
): Promise<void> {
  if (rules === undefined) return;
  const { ports, journal, requestId } = exchange;
  const now = ports.clock.now();
  let admission: Admission;
  try {
    admission = await abuseStoreOf(exchange).admit(caller, rules, now);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { tenant } = caller;
    ports.log(whenUnavailable === 'allow' ? 'warn' : 'error', 'abuse store unavailable', {
      ...{ requestId, tenant, whenUnavailable, error: reason },
    });
    if (whenUnavailable === 'refuse') throw moderationUnavailable();
    return;
  }
  const { level, scope, waitMs } = admission;
  noteLevel(exchange, level);
  const action = waitMs > 0 ? actionAt(level) : level > 0 ? 'warn' : undefined;
  if (action === undefined) return;
  journal.abuse = { action, scope };
  if (action === 'block') throw abuseBlocked(scope, waitMs, now);
  if (action === 'throttle') throw abuseThrottled(scope, waitMs);
}
