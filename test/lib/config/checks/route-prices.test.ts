import { input, linesOf } from '../support.ts';

const KEY = { secret: 'openai/api-key' };
const withModel = (model: object) =>
  linesOf({ ...input(), models: { m: model }, routes: { chat: [{ model: 'm', when: { maxDollars: 0.01 } }] } });

test.each<[string, object]>([
  ['that the catalogue knows', { openai: { model: 'gpt-5.4', apiKey: KEY } }],
  [
    'with a price',
    { triton: { baseUrl: 'https://t.example', model: 'x' }, price: { inputPerMillionTokens: 1, outputPerMillionTokens: 1 } },
  ],
  ['that is free', { echo: {} }],
])('a ceiling may be set for a model %s', (_, model) => {
  expect(withModel(model)).toEqual([]);
});

test('a ceiling for a model without a known price would keep it from being asked', () => {
  expect(withModel({ openai: { baseUrl: 'https://vllm.acme.example/v1' } })).toEqual([
    'routes.chat[0].when.maxDollars: 0.01 needs the price of m, which the catalogue does not know; give the model a price, or leave it out',
  ]);
});
