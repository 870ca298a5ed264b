import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LocalPlatform, startPlatform } from '../support/local-platform.ts';
import { answeringUpstream, failingUpstream } from './upstreams.ts';

/** A platform with a route whose first candidate is down, and everything that it needs. */
export interface PlatformUnderTest {
  readonly platform: LocalPlatform;
  /** Where its page is. */
  readonly page: string;
  stop(): Promise<void>;
}

/**
 * The alias `chat` asks `llama-70b` first, which is down, then `gpt-mini`; `assistant` splits 80 to 20. Names that nobody configured are asked
 * at the same server.
 */
export async function startPlatformUnderTest(folder: string): Promise<PlatformUnderTest> {
  const [fast, slow, down] = await Promise.all([answeringUpstream(42, 40), answeringUpstream(180, 160), failingUpstream()]);
  const close = () => Promise.all([fast, slow, down].map((upstream) => upstream.close()));
  const file = path.join(folder, 'platform.json');
  const config = {
    name: 'acme',
    regions: { 'us-east-1': {} },
    models: {
      'llama-70b': { openai: { baseUrl: down.url }, price: { inputPerMillionTokens: 0.6, outputPerMillionTokens: 0.8 } },
      'gpt-mini': { openai: { baseUrl: fast.url }, price: { inputPerMillionTokens: 0.25, outputPerMillionTokens: 2 } },
      'gpt-large': { openai: { baseUrl: slow.url }, price: { inputPerMillionTokens: 2.5, outputPerMillionTokens: 10 } },
      echo: { echo: {} },
      embedder: { hashingEmbedder: {} },
    },
    routes: {
      chat: { candidates: [{ model: 'llama-70b' }, { model: 'gpt-mini' }] },
      assistant: {
        candidates: [
          { model: 'gpt-mini', weight: 80 },
          { model: 'gpt-large', weight: 20 },
          { model: 'echo', when: { contextTokens: { max: 4000 } } },
        ],
      },
    },
    tenants: { research: { cache: {} } },
  };
  writeFileSync(file, JSON.stringify(config));
  try {
    const platform = await startPlatform(['--config', file], { OPENAI_BASE_URL: slow.url });
    process.once('exit', () => platform.signal('SIGKILL'));
    const stop = async () => {
      await platform.stop();
      await close();
    };
    return { platform, page: new URL('/', platform.url).href, stop };
  } catch (error) {
    await close();
    throw error;
  }
}
