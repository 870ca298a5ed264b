import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { estimateOfChat } from '../../../../../lambda/router/domain/quota/estimate.ts';

const baseUrl = 'https://a.example';
const CONFIG: RouterConfig = {
  version: 1,
  models: {
    gpt: { kind: 'openai', baseUrl },
    claude: { kind: 'anthropic', baseUrl },
    short: { kind: 'anthropic', baseUrl, maxTokens: 8_192 },
    '*': { kind: 'openai', baseUrl },
  },
  routes: { chat: { strategy: 'ordered', candidates: [{ model: 'gpt' }, { model: 'short' }] } as never },
};
const outputOf = (model: string, more: object = {}) =>
  estimateOfChat(parseChatRequest({ model, messages: [{ role: 'user', content: 'hi' }], ...more }), CONFIG, 1).outputTokens;

test.each([
  ['gpt', 1_024],
  ['anything', 1_024],
  ['claude', 16_384],
  ['short', 8_192],
  ['chat', 8_192],
])(
  'without a limit of its own, a request to %s is expected to have %i tokens of output: what is sent for it',
  (model, tokens) => {
    expect(outputOf(model)).toBe(tokens);
  },
);

test('the limit of the request itself counts, for every choice', () => {
  expect([outputOf('claude', { max_tokens: 5 }), outputOf('gpt', { max_completion_tokens: 5, n: 3 })]).toEqual([5, 15]);
  expect(outputOf('gpt', { n: 2 })).toBe(2_048);
});
