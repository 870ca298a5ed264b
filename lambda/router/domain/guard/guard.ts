import type { CallerContext } from '../../../authorizer/contract.ts';
import type { TenantModeration } from '../../contract/moderation.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import { admitCaller } from '../abuse/admit.ts';
import type { Asked, Exchange } from '../exchange.ts';
import { withSides } from './moderated.ts';
import type { Judge } from './moderator.ts';
import { moderationUnavailable } from './refusals.ts';
import type { Side } from './second-opinion/opinion.ts';
import { moderationFor } from './settings.ts';

/** The guard of one request. */
export interface Guard {
  readonly exchange: Exchange;
  readonly caller: CallerContext;
  readonly settings: TenantModeration;
  readonly judge: Judge;
  /** What the client asks for, should a second opinion be all that is asked. */
  readonly asked: Pick<Asked, 'operation' | 'model'>;
}

/** How a tenant is guarded; undefined when it is not. */
function moderationOf(config: RouterConfig, tenant: string): TenantModeration | undefined {
  const settings = moderationFor(config, tenant);
  return settings?.input === undefined && settings?.output === undefined ? undefined : settings;
}

/**
 * The guard that the tenant has. Undefined when it has none, or nothing can be judged and the tenant chose to go on without.
 *
 * @throws OpenAiError 503 when nothing can be judged; 429 or 403 when the caller's behaviour has consequences
 */
export async function guardOf(
  exchange: Exchange,
  caller: CallerContext,
  config: RouterConfig,
  asked: Guard['asked'],
): Promise<Guard | undefined> {
  const settings = moderationOf(config, caller.tenant);
  if (settings === undefined) return undefined;
  await admitCaller(exchange, caller, settings);
  try {
    return { exchange, caller, settings, judge: await judgeOf(exchange), asked };
  } catch (error) {
    notJudged({ exchange, caller, settings }, settings.input === undefined ? 'output' : 'input', error);
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
export function notJudged({ exchange, caller, settings }: Omit<Guard, 'judge' | 'asked'>, side: Side, error: unknown): void {
  const { ports, journal, requestId } = exchange;
  const { whenUnavailable } = settings;
  const { tenant } = caller;
  const reason = error instanceof Error ? error.message : String(error);
  const level = whenUnavailable === 'allow' ? 'warn' : 'error';
  if (journal.moderation?.action !== 'unavailable') {
    ports.log(level, 'moderation unavailable', { requestId, tenant, whenUnavailable, error: reason });
  }
  const { moderation: before } = journal;
  const sides = withSides(before, [{ side, action: 'unavailable', category: 'none' }]);
  journal.moderation = { action: 'unavailable', categories: before?.categories ?? [], sides };
  if (whenUnavailable === 'refuse') throw moderationUnavailable();
  journal.headers = { ...journal.headers, 'x-moderation': 'unavailable' };
}
