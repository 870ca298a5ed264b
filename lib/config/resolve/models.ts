import type { ModelTarget } from '../../../lambda/router/contract/targets.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';
import { resolveTimeouts } from './resilience.ts';

type Model = PlatformData['models'][string];

export const OPENAI_URL = 'https://api.openai.com/v1';
export const ANTHROPIC_URL = 'https://api.anthropic.com';

/** What the router calls for a model that is of exactly one kind. */
export function resolveTarget({ hashingEmbedder, openai, anthropic, bedrock, triton, timeouts: written }: Model): ModelTarget {
  const limits = resolveTimeouts(written);
  const timeouts = limits && { timeouts: limits };
  if (hashingEmbedder) return { kind: 'hashing-embedder', dimensions: hashingEmbedder.dimensions ?? 256 };
  if (openai) return { kind: 'openai', ...resolveOpenAi(openai), ...timeouts };
  if (anthropic) return { kind: 'anthropic', ...resolveAnthropic(anthropic), ...timeouts };
  if (bedrock !== undefined) {
    const { modelId, region } = typeof bedrock === 'string' ? { modelId: bedrock, region: undefined } : bedrock;
    return { kind: 'bedrock', modelId, ...(region !== undefined && { region }), ...timeouts };
  }
  if (triton) return { kind: 'triton', ...resolveTriton(triton), ...timeouts };
  return { kind: 'echo' };
}

const resolveServer = ({ baseUrl, model, apiKey }: NonNullable<Model['openai']>, usual: string) => ({
  baseUrl: withoutTrailingSlash(baseUrl ?? usual),
  ...(model !== undefined && { model }),
  ...(apiKey && { apiKey: { secret: apiKey.secret } }),
});

const resolveOpenAi = ({ tokenLimit, ...server }: NonNullable<Model['openai']>) => ({
  ...resolveServer(server, OPENAI_URL),
  ...(tokenLimit !== undefined && { tokenLimit }),
});

const resolveAnthropic = ({ maxTokens, ...server }: NonNullable<Model['anthropic']>) => ({
  ...resolveServer(server, ANTHROPIC_URL),
  ...(maxTokens !== undefined && { maxTokens }),
});

const resolveTriton = ({ baseUrl, model, version, backend, embeddings }: NonNullable<Model['triton']>) => ({
  baseUrl: withoutTrailingSlash(baseUrl),
  model,
  ...(version !== undefined && { version }),
  ...(backend !== undefined && { backend }),
  ...(embeddings && { embeddings: { input: embeddings.input ?? 'TEXT', output: embeddings.output ?? 'EMBEDDING' } }),
});
