import fc from 'fast-check';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';

const parse = (models: object) => parseRouterConfig(JSON.stringify({ version: 1, models }));
const problemOf = (parsed: ReturnType<typeof parseRouterConfig>) => ('problem' in parsed ? parsed.problem : 'none');

test('every kind of target is read, and frozen', () => {
  const models = {
    echo: { kind: 'echo' },
    hash: { kind: 'hashing-embedder', dimensions: 256 },
    gpt: { kind: 'openai', baseUrl: 'https://api.openai.com/v1', model: 'gpt-x', apiKey: { secret: 'openai/api-key' } },
    '*': { kind: 'openai', baseUrl: 'http://127.0.0.1:8000/v1' },
    claude: {
      kind: 'anthropic',
      baseUrl: 'https://api.anthropic.com',
      model: 'claude-x',
      apiKey: { secret: 'anthropic/api-key' },
    },
    nova: { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0', region: 'us-east-1' },
    llama: { kind: 'triton', baseUrl: 'https://triton.internal:8000', model: 'llama', version: 2 },
  };
  const parsed = parse(models);
  expect(parsed).toEqual({ config: { version: 1, models } });
  expect('config' in parsed && Object.isFrozen(parsed.config.models.gpt)).toBe(true);
});

test.each([
  ['no JSON', 'models:', 'it is not a JSON object'],
  ['a list', '[]', 'it is not a JSON object'],
  ['another version', '{"version":2,"models":{}}', "'version' must be 1, not 2"],
  ['no models', '{"version":1}', "'models' must be an object, not missing"],
  [
    'a stranger',
    '{"version":1,"models":{},"stranger":{}}',
    expect.stringMatching(/^'stranger' is not known; known are version, models, .*routes, residency/),
  ],
])('%s is no configuration, and the sentence says why', (_, text, problem) => {
  expect(problemOf(parseRouterConfig(text))).toEqual(problem);
});

test.each([
  ['no target', 'x', "'models.m' must be an object"],
  [
    'an unknown kind',
    { kind: 'magic' },
    '\'models.m.kind\' must be one of echo, hashing-embedder, openai, anthropic, bedrock, triton, not "magic"',
  ],
  ['a kind that every object inherits', { kind: 'toString' }, "'models.m.kind'"],
  ['no dimensions', { kind: 'hashing-embedder' }, "'models.m.dimensions' must be an integer from 1 to 4096, not missing"],
  ['no URL', { kind: 'openai', baseUrl: 'example.com' }, "'models.m.baseUrl' must be an http(s) URL"],
  ['a file URL', { kind: 'openai', baseUrl: 'file:///etc/passwd' }, "'models.m.baseUrl'"],
  ['credentials in the URL', { kind: 'openai', baseUrl: 'https://a:b@example.com' }, 'without credentials'],
  [
    'a key in the clear',
    { kind: 'openai', baseUrl: 'https://example.com', apiKey: 'sk-1' },
    "'models.m.apiKey' must be an object",
  ],
  ['a misspelt member', { kind: 'openai', baseUrl: 'https://example.com', apikey: {} }, "'models.m.apikey' is not known"],
])('%s is refused by name', (_, target, problem) => {
  expect(problemOf(parse({ m: target }))).toContain(problem);
});

test('all problems are told at once', () => {
  expect(problemOf(parse({ a: { kind: 'echo', x: 1 }, b: { kind: 'openai' } }))).toMatch(/models\.a\.x.*models\.b\.baseUrl/);
});

test('any text is a configuration or a sentence', () => {
  const target = fc.record(
    { kind: fc.oneof(fc.constant('openai'), fc.jsonValue()), baseUrl: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const config = fc.record({ version: fc.oneof(fc.constant(1), fc.jsonValue()), models: fc.dictionary(fc.string(), target) });
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    config.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (source) => {
      const parsed = parseRouterConfig(source);
      expect('config' in parsed ? parsed.config.version : parsed.problem.length).toBeGreaterThan(0);
    }),
  );
});

test('limits are read as they are', () => {
  const rates = { requestsPerMinute: 1, tokensPerMinute: 2, concurrency: 3 };
  const limits = { research: { ...rates, perKey: rates, perUser: rates, whenUnavailable: 'localShare' } };
  const parsed = parseRouterConfig(JSON.stringify({ version: 1, models: {}, limits }));
  expect(parsed).toEqual({ config: { version: 1, models: {}, limits } });
});

test.each([
  ['no object', [], "'limits' must be an object, not an empty array"],
  ['no tenant', { t: 5 }, "'limits.t' must be an object, not 5"],
  ['no choice', { t: { concurrency: 1 } }, "'limits.t.whenUnavailable' must be 'refuse' or 'localShare', not missing"],
  [
    'an unknown choice',
    { t: { whenUnavailable: 'open' } },
    "'limits.t.whenUnavailable' must be 'refuse' or 'localShare', not \"open\"",
  ],
  [
    'none',
    { t: { concurrency: 0, whenUnavailable: 'refuse' } },
    "'limits.t.concurrency' must be an integer of at least 1, not 0",
  ],
  [
    'a stranger',
    { t: { rpm: 1, whenUnavailable: 'refuse' } },
    "'limits.t.rpm' is not known; known are whenUnavailable, requestsPerMinute",
  ],
  [
    'a name of every object',
    { t: { perKey: { toString: 1 }, whenUnavailable: 'refuse' } },
    "'limits.t.perKey.toString' is not known",
  ],
])('limits: %s is refused by name', (_, limits, problem) => {
  expect(problemOf(parseRouterConfig(JSON.stringify({ version: 1, models: {}, limits })))).toContain(problem);
});
