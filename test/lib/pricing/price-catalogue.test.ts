import { readFileSync } from 'node:fs';
import path from 'node:path';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { costOf } from '../../../lambda/router/domain/prices/cost.ts';
import { cataloguePrice, type Seller } from '../../../lib/pricing/price-catalogue.ts';

const AWS: Seller = { providerId: 'aws' };
const OPENAI: Seller = { providerApiUrl: 'https://api.openai.com/v1' };
const ANTHROPIC: Seller = { providerApiUrl: 'https://api.anthropic.com' };

test('a price is told in whole micro-dollars, with the catalogue, its version and its entry', () => {
  expect(cataloguePrice('gpt-5.4-mini', OPENAI)).toEqual({
    ...{ input: 750_000, output: 4_500_000, cachedInput: 75_000 },
    ...{ catalogue: 'genai-prices', version: '0.1.8', entry: 'openai/gpt-5.4-mini' },
  });
});

// Prices change by day: a new release of the catalogue comes with a new day in price-catalogue.ts.
test('the version is that of the package, which is pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', '..', 'package.json'), 'utf8'));
  expect(cataloguePrice('gpt-5.4', OPENAI)?.version).toBe(dependencies['@pydantic/genai-prices']);
});

test('an inference profile is priced by its full id: a regional one costs more than a global one', () => {
  const id = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
  const input = (full: string) => cataloguePrice(full, AWS)?.input;
  expect([input(`global.${id}`), input(`eu.${id}`), input(id)]).toEqual([3_000_000, 3_300_000, 3_300_000]);
  expect(input(`arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.${id}`)).toBe(3_300_000);
});

test('long prompts have prices of their own', () => {
  expect(cataloguePrice('claude-sonnet-4-5', ANTHROPIC)).toMatchObject({
    input: 3_000_000,
    tiers: [
      {
        above: 200_000,
        input: 6_000_000,
        output: 22_500_000,
        cachedInput: 600_000,
        cacheWrite: 7_500_000,
        cacheWrite1h: 12_000_000,
      },
    ],
  });
});

test('an embedder costs nothing for its answer', () => {
  expect(cataloguePrice('text-embedding-3-small', OPENAI)).toMatchObject({ input: 20_000, output: 0 });
});

test.each<[string, Seller]>([
  ['gpt-5.4', { providerApiUrl: 'https://vllm.acme.internal/v1' }],
  ['gpt-5.4', { providerApiUrl: 'http://127.0.0.1:8000/v1' }],
  ['no-such-model', OPENAI],
  ['arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abcd1234', AWS],
])('%s at %j has no known price', (id, seller) => {
  expect(cataloguePrice(id, seller)).toBeUndefined();
});

test.each<[string, Seller]>([
  ['claude-sonnet-4-5', ANTHROPIC],
  ['gpt-5.4', OPENAI],
  ['gpt-5.6-luna', OPENAI],
  ['eu.amazon.nova-lite-v1:0', AWS],
  ['gemini-2.5-pro', { providerApiUrl: 'https://generativelanguage.googleapis.com/v1beta/openai' }],
])('a cost of %s is the one that the catalogue itself reckons', (id, seller) => {
  const price = cataloguePrice(id, seller);
  if (price === undefined) throw new Error(`the catalogue does not know ${id}`);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat({ max: 400_000 }), fc.nat({ max: 100_000 }), share, (inputTokens, outputTokens, cachedShare) => {
      const cachedInputTokens = Math.floor(inputTokens * cachedShare);
      const usage = { input_tokens: inputTokens, output_tokens: outputTokens, cache_read_tokens: cachedInputTokens };
      const theirs = calcPrice(usage, id, { ...seller, timestamp: new Date('2026-09-23T12:00:00Z') })?.total_price ?? Number.NaN;
      const ours = costOf(price, { inputTokens, outputTokens, cachedInputTokens });
      expect(Math.abs(ours - theirs * 1e6)).toBeLessThanOrEqual(0.501);
    }),
  );
});

test('a cost of writing to the cache for an hour is the one that the catalogue itself reckons', () => {
  const price = cataloguePrice('claude-sonnet-4-5', ANTHROPIC);
  if (price === undefined) throw new Error('the catalogue does not know it');
  const tokens = fc.nat({ max: 100_000 });
  fc.assert(
    fc.property(tokens, tokens, tokens, (plain, forFiveMinutes, forAnHour) => {
      const written = forFiveMinutes + forAnHour;
      const usage = { input_tokens: plain + written, cache_write_tokens: written, cache_write_1h_tokens: forAnHour };
      const said = { ...ANTHROPIC, timestamp: new Date('2026-09-23T12:00:00Z') };
      const theirs = calcPrice(usage, 'claude-sonnet-4-5', said)?.total_price ?? Number.NaN;
      const ours = costOf(price, {
        ...{ inputTokens: plain + written, outputTokens: 0 },
        ...{ cacheWriteTokens: written, cacheWrite1hTokens: forAnHour },
      });
      expect(Math.abs(ours - theirs * 1e6)).toBeLessThanOrEqual(0.501);
    }),
  );
});
