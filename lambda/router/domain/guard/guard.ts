import type { CallerContext } from '../../../authorizer/contract.ts';
import type { TenantModeration } from '../../contract/moderation.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import type { Judge } from './moderator.ts';
import { moderationUnavailable } from './refusals.ts';

/** The guard of one request. */
export interface Guard {
  readonly exchange: Exchange;
  readonly caller: CallerContext;
  readonly settings: TenantModeration;
  readonly judge: Judge;
}

/** How a tenant is guarded; undefined when it is not. */
function moderationOf({ moderation }: RouterConfig, tenant: string): TenantModeration | undefined {
  if (moderation === undefined) return undefined;
  const { default: usual, tenants = {} } = moderation;
  const settings = Object.hasOwn(tenants, tenant) ? tenants[tenant] : usual;
  return settings?.input === undefined && settings?.output === undefined ? undefined : settings;
}

/**
 * The guard that the tenant has. Undefined when it has none, or nothing can be judged and the tenant chose to go on without.
 *
 * @throws OpenAiError 503 when nothing can be judged
 */
export async function guardOf(exchange: Exchange, caller: CallerContext, config: RouterConfig): Promise<Guard | undefined> {
  const settings = moderationOf(config, caller.tenant);
  if (settings === undefined) return undefined;
  try {
    return { exchange, caller, settings, judge: await judgeOf(exchange) };
  } catch (error) {
    notJudged({ exchange, caller, settings }, error);
    return undefined;
  }
}

/** @throws Error that says why there is none */
export async function judgeOf({ ports }: Exchange): Promise<Judge> {
  if (ports.moderator === undefined) throw new Error('this router has no moderator');
  return ports.moderator.ready();
}

/**
 * Notes that a text went by without a judgement.
 *
 * @throws OpenAiError 503 unless the tenant chose to go on
 */
export function notJudged({ exchange, caller, settings }: Omit<Guard, 'judge'>, error: unknown): void {
  const { ports, journal, requestId } = exchange;
  const { whenUnavailable } = settings;
  const { tenant } = caller;
  const reason = error instanceof Error ? error.message : String(error);
  const level = whenUnavailable === 'allow' ? 'warn' : 'error';
  if (journal.moderation?.action !== 'unavailable') {
    ports.log(level, 'moderation unavailable', { requestId, tenant, whenUnavailable, error: reason });
  }
  journal.moderation = { action: 'unavailable', categories: journal.moderation?.categories ?? [] };
  if (whenUnavailable === 'refuse') throw moderationUnavailable();
  journal.headers = { ...journal.headers, 'x-moderation': 'unavailable' };
}
