import { deepFreeze } from '../deep-freeze.ts';
import type { PlatformInput } from '../schema/platform.ts';
import { secret } from '../secret.ts';

/** One region with a network of its own: the smallest platform. */
export const singleRegion: PlatformInput = deepFreeze({
  name: 'llm',
  regions: { 'us-east-1': { cidr: '10.10.0.0/16' } },
  models: {
    echo: { echo: {} },
    'hashing-embedder': { hashingEmbedder: {} },
    'gpt-mini': { openai: { model: 'gpt-5.4-mini', apiKey: secret('openai/api-key') } },
  },
  tenants: { default: {} },
});
