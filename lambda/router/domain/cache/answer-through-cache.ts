import type { Exchange } from '../exchange.ts';
import type { CallModels } from './call-models.ts';
import type { CacheableRequest } from './visit.ts';

/**
 * Gives a kept answer again, or lets the models answer and keeps that. Requests that are the same and come at the same time are asked once.
 * A tenant without a cache pays for nothing here, and nothing is loaded for it.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function answerThroughCache(exchange: Exchange, request: CacheableRequest, call: CallModels): Promise<void> {
  const { caller, config } = request;
  const settings =
    config.cache !== undefined && Object.hasOwn(config.cache, caller.tenant) ? config.cache[caller.tenant] : undefined;
  if (settings === undefined) return call(exchange);
  return (await import('./answer-with-cache.ts')).answerWithCache(exchange, request, settings, call);
}
