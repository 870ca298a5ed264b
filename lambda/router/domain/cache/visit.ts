import type { CallerContext } from '../../../authorizer/contract.ts';
import type { TenantCache } from '../../contract/cache.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Asked, Exchange } from '../exchange.ts';
import { headerOf } from '../http/api-gateway-event.ts';
import type { JsonBody } from '../http/json-body.ts';
import { type CacheWish, cacheWishOf } from './cache-control.ts';
import { exactKeyText, type KeyScope } from './request-key.ts';

/** A checked request whose answer may be kept. */
export interface CacheableRequest {
  readonly caller: CallerContext;
  readonly config: RouterConfig;
  readonly asked: Asked;
  readonly body: JsonBody;
}

/** One request of a tenant that has a cache. */
export interface Visit {
  readonly exchange: Exchange;
  readonly request: CacheableRequest;
  readonly settings: TenantCache;
  readonly wish: CacheWish;
  readonly scope: KeyScope;
  /** Of the very same request. */
  readonly key: string;
}

/** @throws OpenAiError 404 when nobody serves the model */
export function visitOf(exchange: Exchange, request: CacheableRequest, settings: TenantCache): Visit {
  const { caller, config, asked, body } = request;
  const { tenant } = caller;
  const { region, cache } = exchange.ports;
  const scope = { tenant, region, config, asked };
  const key = cache.digest(exactKeyText(scope, body, settings.shareAcrossUsers));
  const wish = cacheWishOf(headerOf(exchange.request, 'cache-control'));
  return { exchange, request, settings, wish, scope, key };
}
