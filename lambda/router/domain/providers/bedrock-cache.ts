import type { JsonObject } from '../http/json-body.ts';

/** By its id. An application inference profile does not say what stands behind it. */
export const isClaude = (modelId: string): boolean => /(^|[./])anthropic\.claude/.test(modelId);

/** Models that keep prompts for whoever marks them; the others refuse cache points. */
const keepsPrompts = (modelId: string): boolean => isClaude(modelId) || /(^|[./])amazon\.nova/.test(modelId);

/** What ends a part of a prompt that is to be kept; nothing for one that is not, or for a model that keeps none. */
export function cachePoint(control: JsonObject | undefined, modelId: string): readonly JsonObject[] {
  if (control === undefined || !keepsPrompts(modelId)) return [];
  const { ttl } = control;
  const isChosen = isClaude(modelId) && (ttl === '5m' || ttl === '1h');
  return [{ cachePoint: { type: 'default', ...(isChosen && { ttl }) } }];
}
