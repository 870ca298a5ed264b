import { platform } from '../../../lib/config/platform.ts';
import { routerConfig } from '../../../lib/config/router-config.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { modelPrices } from '../../../lib/pricing/model-prices.ts';
import { input, linesOf } from '../config/support.ts';

const KEY = { secret: 'a/key' };
const of = (models: PlatformInput['models'], region = 'us-east-1') => modelPrices(platform(input({ models })), region);

test('a model is priced by what is asked where, not by the name that clients use', () => {
  const prices = of({
    mini: { openai: { model: 'gpt-5.4-mini', apiKey: KEY } },
    'gpt-5.4': { openai: { baseUrl: 'https://vllm.acme.example/v1' } },
    claude: { anthropic: { model: 'claude-sonnet-4-5', apiKey: KEY } },
    nova: { bedrock: 'eu.amazon.nova-lite-v1:0' },
    llama: { triton: { baseUrl: 'https://triton.acme.example', model: 'llama' } },
    '*': { openai: { apiKey: KEY } },
    echo: { echo: {} },
  });
  expect(Object.entries(prices).map(([name, { entry }]) => [name, entry])).toEqual([
    ['mini', 'openai/gpt-5.4-mini'],
    ['claude', 'anthropic/claude-sonnet-4-5'],
    ['nova', 'aws/amazon.nova-lite-v1:0'],
  ]);
});

test("the operator's price is taken as it is, also for a model that the catalogue knows", () => {
  const price = { inputPerMillionTokens: 0.0375, outputPerMillionTokens: 0.15, cachedInputPerMillionTokens: 0.000001 };
  const prices = of({ nova: { bedrock: 'amazon.nova-lite-v1:0', price }, echo: { echo: {}, price } });
  const expected = { input: 37_500, output: 150_000, cachedInput: 1, catalogue: 'configuration' };
  expect(prices).toEqual({ nova: expected, echo: expected });
});

test("writes to the provider's cache have prices of the operator's own, too", () => {
  const price = { inputPerMillionTokens: 3, outputPerMillionTokens: 15, cacheWritePerMillionTokens: 3.75 };
  const claude = { anthropic: { apiKey: KEY }, price: { ...price, cacheWrite1hPerMillionTokens: 5.5 } };
  expect(of({ claude })).toEqual({
    claude: {
      ...{ input: 3_000_000, output: 15_000_000, cacheWrite: 3_750_000, cacheWrite1h: 5_500_000 },
      catalogue: 'configuration',
    },
  });
});

test('a model for embeddings needs no price of answers; should there be one all the same, it is not free', () => {
  const embed = { openai: { baseUrl: 'https://vllm.acme.example/v1' }, price: { inputPerMillionTokens: 0.02 } };
  expect(of({ embed })).toEqual({ embed: { input: 20_000, output: 20_000, catalogue: 'configuration' } });
});

test('a price of 0 is one: nothing, and known', () => {
  const free = { openai: { baseUrl: 'https://vllm.acme.example/v1' }, price: { inputPerMillionTokens: 0 } };
  expect(of({ free })).toEqual({ free: { input: 0, output: 0, catalogue: 'configuration' } });
});

test('a router is told the prices of the models of its region', () => {
  const nova = { bedrock: 'amazon.nova-lite-v1:0', regions: ['eu-west-1'] };
  const config = platform(
    input({ regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} }, models: { nova, echo: { echo: {} } } }),
  );
  expect(routerConfig(config, 'eu-west-1').prices).toEqual({ nova: expect.objectContaining({ input: 60_000 }) });
  expect(routerConfig(config, 'us-east-1')).not.toHaveProperty('prices');
});

test.each([
  [
    { inputPerMillionTokens: -1, outputPerMillionTokens: 1 },
    'price.inputPerMillionTokens: -1 is not an amount from 0 to 1000000 US dollars',
  ],
  [{ inputPerMillionTokens: 0.0000001, outputPerMillionTokens: 1 }, 'with at most six decimals; use a number such as 0.75'],
  [{ outputPerMillionTokens: 1 }, 'price.inputPerMillionTokens: is missing'],
])('%j is refused with a sentence', (price, sentence) => {
  expect(linesOf({ ...input(), models: { echo: { echo: {}, price } } })).toEqual([expect.stringContaining(sentence)]);
});
