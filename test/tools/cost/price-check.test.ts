import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelPrice } from '../../../lambda/router/contract/prices.ts';
import type { ModelTarget } from '../../../lambda/router/contract/targets.ts';
import { checkPrices, compared, priceCheckText } from '../../../tools/cost/price-check.ts';
import { secondCatalogue } from '../../../tools/cost/second-catalogue.ts';
import { temporaryFolder } from '../../lambda/router/support/files.ts';

const folder = temporaryFolder();
const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

const target: ModelTarget = { kind: 'openai', baseUrl: 'https://api.openai.com/v1', model: 'gpt-5.4' };
const price: ModelPrice = { input: 2_500_000, output: 15_000_000, catalogue: 'genai-prices', entry: 'openai/gpt-5.4' };
const asked = [{ model: 'gpt', target, price }];
const theirs = (cost: object) =>
  secondCatalogue(written('api.json', JSON.stringify({ openai: { models: { 'gpt-5.4': { cost } } } })));

test('prices that are the same agree', () => {
  expect(compared(asked, theirs({ input: 2.5, output: 15, cache_read: 0.25 }))).toEqual({
    ...{ agree: ['gpt'], disagreements: [], unlisted: [] },
  });
});

test.each([
  [15.07, []],
  [15.08, [{ model: 'gpt', price: 'output', ours: 15_000_000, theirs: 15_080_000 }]],
])('half a per cent is the same, more is not: %d', (output, disagreements) => {
  expect(compared(asked, theirs({ input: 2.5, output })).disagreements).toEqual(disagreements);
});

test('a model that the second catalogue does not list is named, and no disagreement', () => {
  const report = compared([{ ...asked[0], model: 'other', target: { ...target, model: 'gpt-9' }, price }], theirs({ input: 1 }));
  expect(report).toEqual({ agree: [], disagreements: [], unlisted: ['other'] });
  expect(priceCheckText(report)).toContain('not listed there: other');
});

test("Bedrock's models are looked up by their whole id at Amazon", () => {
  const bedrock: ModelTarget = { kind: 'bedrock', modelId: 'eu.amazon.nova', region: 'eu-west-1' } as ModelTarget;
  const seen: string[][] = [];
  compared([{ model: 'nova', target: bedrock, price: { ...price, entry: 'aws/nova' } }], (...of) => {
    seen.push(of);
    return undefined;
  });
  expect(seen).toEqual([['amazon-bedrock', 'eu.amazon.nova']]);
});

test('a checkout of the repository is read as well', () => {
  const toml = 'name = "GPT"\n[cost]\ninput = 2.50\noutput = 15.00\n\n[[cost.tiers]]\ninput = 5.00\n[limit]\noutput = 1_000\n';
  written('dev/providers/openai/models/gpt-5.4.toml', toml);
  expect(secondCatalogue(path.join(folder, 'dev'))('openai', 'gpt-5.4')).toEqual({ input: 2_500_000, output: 15_000_000 });
  expect(secondCatalogue(path.join(folder, 'dev'))('openai', '../../../../api')).toBeUndefined();
});

test.each([
  ['nowhere', () => path.join(folder, 'nowhere'), 'there is no such file or folder'],
  ['half a file', () => written('half.json', '{"openai": {'), 'is no JSON'],
  ['another folder', () => folder, "there is no folder 'providers' in it"],
])('%s is refused', (_, place, message) => {
  expect(() => secondCatalogue(place())).toThrow(message);
});

test('a configuration is checked from end to end; prices of the operator are left out', async () => {
  const config = written(
    'acme.json',
    JSON.stringify({
      ...{ name: 'acme-llm', regions: { 'eu-west-1': {} }, tenants: { default: {} } },
      models: {
        gpt: { openai: { model: 'gpt-5.4', apiKey: { secret: 'openai/api-key' } } },
        own: {
          openai: { model: 'gpt-5.4', apiKey: { secret: 'openai/api-key' } },
          price: { inputPerMillionTokens: 1, outputPerMillionTokens: 1 },
        },
      },
    }),
  );
  const against = written(
    'other.json',
    JSON.stringify({ openai: { models: { 'gpt-5.4': { cost: { input: 9, output: 15 } } } } }),
  );
  const report = await checkPrices({ config, against });
  expect(report).toEqual({
    agree: [],
    unlisted: [],
    disagreements: [{ model: 'gpt', price: 'input', ours: 2_500_000, theirs: 9_000_000 }],
  });
  expect(priceCheckText(report)).toContain('gpt: input is $2.5 here and $9 there, 72.2 % apart');
});
