import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { ask } from './support/ask.ts';
import { apiEvent, chatEvent } from './support/events.ts';

const price = (input: number, output: number) => ({ input, output, catalogue: 'configuration' });

/** `talks` is cheaper for long prompts, `reads` for long answers. */
const config: RouterConfig = {
  version: 1,
  models: { talks: { kind: 'echo' }, reads: { kind: 'echo' }, embed: { kind: 'hashing-embedder', dimensions: 8 } },
  prices: { talks: price(1_000_000, 9_000_000), reads: price(9_000_000, 1_000_000), embed: price(1_000_000, 0) },
  routes: {
    cheapest: { strategy: 'lowest-cost', splitBy: 'request', candidates: [{ model: 'talks' }, { model: 'reads' }] },
    capped: {
      strategy: 'priority',
      splitBy: 'request',
      candidates: [{ model: 'talks', when: { maxMicroDollars: 100 } }, { model: 'reads' }],
    },
    vectors: { strategy: 'lowest-cost', splitBy: 'request', candidates: [{ model: 'embed' }] },
  },
};
const ports = { config: { current: async () => config, refresh: async () => undefined } };
const chat = (model: string, content: string, max_completion_tokens: number) =>
  ask(chatEvent({ model, max_completion_tokens, messages: [{ role: 'user', content }] }), ports);

test('what is cheapest depends on the prompt and on how long the answer may be', async () => {
  const { sink, rows } = await chat('cheapest', 'word '.repeat(100), 5);
  expect([sink.headers['x-route'], rows[0]?.inputPrice]).toEqual(['cheapest; talks; lowest cost', 1_000_000]);
  expect((await chat('cheapest', 'hi', 500)).sink.headers['x-route']).toBe('cheapest; reads; lowest cost');
});

test('a request above the ceiling goes to the next candidate, and the header says why', async () => {
  expect((await chat('capped', 'hi', 11)).sink.headers['x-route']).toBe('capped; talks; priority');
  expect((await chat('capped', 'hi', 12)).sink.headers['x-route']).toBe(
    'capped; reads; priority, not talks (cost of about $0.000109 is above $0.0001)',
  );
});

test('embeddings cost their input alone', async () => {
  const { sink, rows } = await ask(apiEvent('POST', '/v1/embeddings', { model: 'vectors', input: 'word' }), ports);
  expect([sink.headers['x-route'], rows[0]?.costMicroDollars]).toEqual(['vectors; embed; lowest cost', 1]);
});
