import type { ModelTarget } from '../../../lambda/router/contract/targets.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';

type Model = PlatformData['models'][string];

export const OPENAI_URL = 'https://api.openai.com/v1';
export const ANTHROPIC_URL = 'https://api.anthropic.com';

/** What the router calls for a model that is of exactly one kind. */
export function resolveTarget({ hashingEmbedder, openai, anthropic, bedrock, triton }: Model): ModelTarget {
  if (hashingEmbedder) return { kind: 'hashing-embedder', dimensions: hashingEmbedder.dimensions ?? 256 };
  if (openai) return { kind: 'openai', ...resolveServer(openai, OPENAI_URL) };
  if (anthropic) return { kind: 'anthropic', ...resolveServer(anthropic, ANTHROPIC_URL) };
  if (bedrock !== undefined) {
    const { modelId, region } = typeof bedrock === 'string' ? { modelId: bedrock, region: undefined } : bedrock;
    return { kind: 'bedrock', modelId, ...(region !== undefined && { region }) };
  }
  if (triton) {
    const { baseUrl, model, version } = triton;
    return { kind: 'triton', baseUrl: withoutTrailingSlash(baseUrl), model, ...(version !== undefined && { version }) };
  }
  return { kind: 'echo' };
}

const resolveServer = ({ baseUrl, model, apiKey }: NonNullable<Model['openai']>, usual: string) => ({
  baseUrl: withoutTrailingSlash(baseUrl ?? usual),
  ...(model !== undefined && { model }),
  ...(apiKey && { apiKey: { secret: apiKey.secret } }),
});
