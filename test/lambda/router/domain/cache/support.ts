import type { TenantCache } from '../../../../../lambda/router/contract/cache.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { ModelTarget } from '../../../../../lambda/router/contract/targets.ts';
import type { RouterPorts } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { chatEvent } from '../../support/events.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ScriptedUpstream, type Step } from '../../support/scripted-upstream.ts';

export const SETTINGS: TenantCache = { ttlSeconds: 3_600, maxEntryBytes: 1_048_576, shareAcrossUsers: false };

const openai = (host: string): ModelTarget => ({ kind: 'openai', baseUrl: `http://${host}/v1` });
export const MODELS = {
  gpt: openai('gpt'),
  llama: openai('llama'),
  hash: { kind: 'hashing-embedder', dimensions: 256 },
} as const;

/** A router whose tenant `research` has a cache, in front of a scripted upstream. */
export function caching(
  settings: Partial<TenantCache>,
  steps: readonly Step[],
  { config = {}, ...overrides }: Partial<Omit<RouterPorts, 'config'>> & { readonly config?: Partial<RouterConfig> } = {},
) {
  const current: RouterConfig = { version: 1, models: MODELS, cache: { research: { ...SETTINGS, ...settings } }, ...config };
  const clock = new SkippingClock();
  const upstream = new ScriptedUpstream(...steps);
  const source = { current: async () => current, refresh: async () => undefined };
  const ports = testPorts({ upstream, clock, ...overrides, config: source });
  const router = createRouter(ports);
  const ask = async (body: object = {}, options: Parameters<typeof chatEvent>[1] = {}, sink = new RecordingSink()) => {
    await router(chatEvent({ model: 'gpt', ...body }, options), sink);
    return sink;
  };
  return { ask, router, clock, ports, calls: upstream.calls, rows: ports.ledger.rows, lines: ports.lines };
}

/** A whole answer. */
export const saying = (content: string, finish: string | null = 'stop'): Step => ({
  body: [
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    }),
  ],
});

const events = [chunkEvent({ content: 'Hel' }), chunkEvent({ content: 'lo' }), chunkEvent({}, 'stop'), 'data: [DONE]\n\n'];
export const STREAM_TEXT = events.join('');
export const streaming = (body: readonly string[] = events): Step => ({
  headers: { 'content-type': 'text/event-stream' },
  body,
});

export const asTenant = (tenant: string) => ({ authorizer: { tenant, principal: 'key-1', credential: 'api-key' } });
