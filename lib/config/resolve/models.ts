import type { ModelTarget } from '../../../lambda/router/contract.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';

type Model = PlatformData['models'][string];

export const OPENAI_URL = 'https://api.openai.com/v1';

/** What the router calls for a model that is of exactly one kind. */
export function resolveTarget({ hashingEmbedder, openai }: Model): ModelTarget {
  if (hashingEmbedder) return { kind: 'hashing-embedder', dimensions: hashingEmbedder.dimensions ?? 256 };
  if (!openai) return { kind: 'echo' };
  return {
    kind: 'openai',
    baseUrl: withoutTrailingSlash(openai.baseUrl ?? OPENAI_URL),
    ...(openai.model !== undefined && { model: openai.model }),
    ...(openai.apiKey && { apiKey: { secret: openai.apiKey.secret } }),
  };
}
