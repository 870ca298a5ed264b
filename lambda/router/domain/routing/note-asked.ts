import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import { type Asked, type Exchange, noteSubject } from '../exchange.ts';
import { claimedBy, routeOf } from '../openai/models.ts';

/** Notes who asks which model for what before a limit can refuse it, so that the refusal is told of that model. One that nobody serves is refused later. */
export function noteAsked(exchange: Exchange, caller: CallerContext, config: RouterConfig, asked: Asked): void {
  const name = routeOf(config, asked.model)?.candidates[0]?.model ?? asked.model;
  const target = claimedBy(config, name);
  if (target !== undefined) noteSubject(exchange, caller, asked, target);
}
