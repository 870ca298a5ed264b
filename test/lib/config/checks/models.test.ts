import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Model = PlatformInput['models'][string];

const apiKey = { secret: 'openai/api-key' };
const model = (m: Model, name = 'm'): string[] => linesOf(input({ models: { [name]: m } }));

test('a model is of exactly one kind', () => {
  expect(model({})).toEqual([
    'models.m: does not say what it is; add one of echo, hashingEmbedder, openai, anthropic, bedrock, triton, served, adapter',
  ]);
  expect(model({ echo: {}, hashingEmbedder: {} })).toEqual(['models.m: is echo and hashingEmbedder at once; keep one of them']);
});

test('the kind of a model is not missed while it is malformed', () => {
  expect(linesOf({ ...input(), models: { m: { echo: 1 } } })).toEqual(['models.m.echo: 1 is not an object; use {}']);
});

test.each([
  ['ftp://a.example/v1', 'is not an http or https URL; use one such as https://api.openai.com/v1'],
  ['api.openai.com/v1', 'is not an http or https URL; use one such as https://api.openai.com/v1'],
  ['https:// a.example', 'is not an http or https URL; use one such as https://api.openai.com/v1'],
  ['http://a.example/v1', 'is not encrypted; use https (http is for loopback addresses only)'],
  ['http://10.0.0.1/v1', 'is not encrypted; use https (http is for loopback addresses only)'],
])('the base URL %s is refused', (baseUrl, message) => {
  expect(model({ openai: { baseUrl } })).toEqual([`models.m.openai.baseUrl: '${baseUrl}' ${message}`]);
});

test.each(['http://127.0.0.1:9000/v1', 'http://localhost/v1', 'http://[::1]:1/v1', 'https://a.example/v1'])(
  'the base URL %s is accepted',
  (baseUrl) => {
    expect(model({ openai: { baseUrl } })).toEqual([]);
  },
);

test('credentials and queries in a base URL are refused and not shown', () => {
  expect(model({ openai: { baseUrl: 'https://me:hunter2@a.example/v1' } })).toEqual([
    "models.m.openai.baseUrl: 'https:(hidden)@a.example/v1' holds credentials; leave them out and refer to a secret instead",
  ]);
  expect(model({ openai: { baseUrl: 'https://a.example/v1?key=hunter2' } })).toEqual([
    "models.m.openai.baseUrl: 'https://a.example/v1?(hidden)' has a query or fragment; use the URL up to the path",
  ]);
});

test('OpenAI itself needs a key, written or not', () => {
  const line = "models.m.openai: calls api.openai.com without a key, which is refused; add apiKey: secret('openai/api-key')";
  expect(model({ openai: {} })).toEqual([line]);
  expect(model({ openai: { baseUrl: 'https://api.openai.com/v1/' } })).toEqual([line]);
  expect(model({ openai: { apiKey } })).toEqual([]);
});

test('Anthropic itself needs a key, written or not', () => {
  const line =
    "models.m.anthropic: calls api.anthropic.com without a key, which is refused; add apiKey: secret('anthropic/api-key')";
  expect(model({ anthropic: {} })).toEqual([line]);
  expect(model({ anthropic: { baseUrl: 'https://proxy.example' } })).toEqual([]);
});

test.each<[string, Model]>([
  ['anthropic', { anthropic: { baseUrl: 'http://a.example' } }],
  ['triton', { triton: { baseUrl: 'http://a.example', model: 'llama' } }],
])('the base URL of %s is checked too', (kind, m) => {
  expect(model(m)).toEqual([
    `models.m.${kind}.baseUrl: 'http://a.example' is not encrypted; use https (http is for loopback addresses only)`,
  ]);
});

test.each<[Model['bedrock'] & string, boolean]>([
  ['anthropic.claude-3-haiku-20240307-v1:0', true],
  ['eu.amazon.nova-lite-v1:0', true],
  ['arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc', true],
  ['*', false],
  ['a b', false],
])('%j as a Bedrock model is accepted: %s', (bedrock, fine) => {
  expect(model({ bedrock }).length === 0).toBe(fine);
  expect(model({ bedrock: { modelId: bedrock, region: 'eu-central-1' } }).length === 0).toBe(fine);
});

test("'*' passes names on, so it is of kind openai and names no model", () => {
  expect(model({ openai: { apiKey } }, '*')).toEqual([]);
  expect(model({ echo: {} }, '*')).toEqual([
    "models['*']: is echo; every other name can only be passed on to openai, so use openai or a name",
  ]);
  expect(model({ openai: { apiKey, model: 'x' } }, '*')).toEqual([
    "models['*'].openai.model: 'x' would answer for every other name; leave it out, since '*' passes names on",
  ]);
  expect(model({ openai: { apiKey } }, 'gpt-*')[0]).toContain("models['gpt-*']: 'gpt-*' is not a model name;");
});

test('the regions of a model are among the platform’s, each once', () => {
  expect(model({ echo: {}, regions: ['eu-west-1', 'us-east-1', 'us-east-1'] })).toEqual([
    "models.m.regions: 'eu-west-1' is not among the platform's regions; use us-east-1",
    "models.m.regions: 'us-east-1' is listed twice; list it once",
  ]);
});

describe('in a network without NAT gateways', () => {
  const shut = (m: Model) =>
    linesOf(
      input({
        regions: { 'us-east-1': { primary: true, cidr: '10.0.0.0/16', natGateways: 0 }, 'eu-west-1': {} },
        models: { m },
      }),
    );

  test('a model on the internet is refused', () => {
    expect(shut({ openai: { apiKey } })).toEqual([
      "models.m: is served in us-east-1, whose network has no way to api.openai.com; give us-east-1 a NAT gateway, or leave it out of the model's regions",
    ]);
    expect(shut({ openai: { baseUrl: 'https://8.8.8.8/v1' } })).toHaveLength(1);
    expect(shut({ anthropic: { apiKey } })[0]).toContain('no way to api.anthropic.com;');
    expect(shut({ bedrock: 'amazon.nova-lite-v1:0' })[0]).toContain('no way to bedrock-runtime.us-east-1.amazonaws.com;');
    expect(shut({ triton: { baseUrl: 'https://triton.example', model: 'x' } })[0]).toContain('no way to triton.example;');
  });

  test.each([
    { openai: { apiKey }, regions: ['eu-west-1'] },
    { openai: { baseUrl: 'https://vllm.acme.internal/v1' } },
    { openai: { baseUrl: 'https://10.0.0.9/v1' } },
    { openai: { baseUrl: 'https://vpce-0a.bedrock-runtime.us-east-1.vpce.amazonaws.com/v1' } },
    { openai: { baseUrl: 'http://127.0.0.1/v1' } },
    { triton: { baseUrl: 'https://triton.acme.internal:8000', model: 'x' } },
    { echo: {} },
  ])('%j is accepted', (m) => {
    expect(shut(m)).toEqual([]);
  });
});
