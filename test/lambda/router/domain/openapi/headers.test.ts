import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { openApiDocument } from '../../../../../lambda/router/domain/openapi/document.ts';
import { ANSWER_HEADERS, REQUEST_HEADERS } from '../../../../../lambda/router/domain/openapi/headers.ts';
import { ask } from '../../support/ask.ts';
import { apiEvent } from '../../support/events.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';

const DOMAIN = path.join(__dirname, '..', '..', '..', '..', '..', 'lambda', 'router', 'domain');

// biome-ignore lint/suspicious/noExplicitAny: a document of every shape
const { paths, components } = openApiDocument() as any;

/** What stands in the router's code, but for what it writes to upstreams in their own words. `${measure}` becomes `*`. */
function namesInCode(): readonly string[] {
  const files = readdirSync(DOMAIN, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('openapi') && !file.startsWith('providers'),
  );
  const text = files.map((file) => readFileSync(path.join(DOMAIN, file), 'utf8')).join('\n');
  const quoted = [...text.matchAll(/['`]((?:x|retry-after|request-id)(?:-[a-z]+)*(?:-\$\{\w+\})?)['`]/g)];
  const names = quoted.map(([, name = '']) => name.replace(/\$\{\w+\}/, '*')).filter((name) => name !== 'x');
  return [...new Set(names)].sort();
}

const documentedNames = [...Object.keys(ANSWER_HEADERS), ...Object.keys(REQUEST_HEADERS)];
const withoutMeasure = (name: string): string => name.replace(/^(x-ratelimit-\w+)-(?:requests|tokens)$/, '$1-*');

test('every header of our own that stands in the code is documented, and no other', () => {
  const ours = documentedNames.filter((name) => /^(x-|retry-after|request-id)/.test(name)).map(withoutMeasure);
  expect(namesInCode()).toEqual([...new Set(ours)].sort());
});

test.each([
  ['parameters', REQUEST_HEADERS],
  ['headers', ANSWER_HEADERS],
])('%s that operations refer to are there, and those that are there are referred to', (kind, described) => {
  const used = [...JSON.stringify(paths).matchAll(/#\/components\/(\w+)\/([\w-]+)/g)].filter(([, of]) => of === kind);
  expect([...new Set(used.map(([, , name]) => name))].sort()).toEqual(Object.keys(described).sort());
  expect(Object.keys(components[kind]).sort()).toEqual(Object.keys(described).sort());
});

const LIMITED: RouterConfig = {
  version: 1,
  models: { echo: { kind: 'echo' }, hash: { kind: 'hashing-embedder', dimensions: 64 } },
  routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'echo' }] } },
  limits: { research: { requestsPerMinute: 2, tokensPerMinute: 100_000, whenUnavailable: 'refuse' } },
  cache: { research: { ttlSeconds: 60, maxEntryBytes: 1_000_000, shareAcrossUsers: true } },
  moderation: { default: { input: POLICY, whenUnavailable: 'refuse', streamWindow: 100 } },
  prompts: { attach: { chat: { optimise: ['whitespace'] } } },
};

const MESSAGES = [{ role: 'user', content: 'how  rude' }];

test.each([
  ['/v1/chat/completions', { model: 'chat', messages: MESSAGES }, 'x-cache'],
  ['/v1/chat/completions', { model: 'chat', messages: MESSAGES, stream: true }, 'cache-control'],
  ['/v1/responses', { model: 'chat', input: 'rude' }, 'x-moderation'],
  ['/v1/messages', { model: 'chat', messages: MESSAGES, max_tokens: 9 }, 'request-id'],
  ['/v1/embeddings', { model: 'hash', input: 'rude' }, 'x-cache'],
  ['/v1/moderations', { input: 'rude' }, 'x-ratelimit-limit-tokens'],
])('whatever %s answers to %j, its headers are documented', async (url, body, telling) => {
  const overrides = {
    config: { current: async () => LIMITED, refresh: async () => undefined },
    moderator: MODERATOR,
  };
  const { quota } = (await ask(apiEvent('GET', '/healthz'))).ports;
  const answers = [];
  for (let round = 0; round < 3; round++) answers.push((await ask(apiEvent('POST', url, body), { ...overrides, quota })).sink);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers.map(({ headers }) => telling in headers).at(0)).toBe(true);
  expect(answers.map(({ headers }) => 'retry-after' in headers)).toEqual([false, false, true]);
  for (const { status, headers } of answers) {
    const documented = Object.keys(paths[url].post.responses[String(status)].headers);
    expect(Object.keys(headers).filter((name) => name !== 'content-type' && !documented.includes(name))).toEqual([]);
  }
});

test('what a session may be called is documented as it is checked', async () => {
  const { pattern } = components.parameters['x-session-id'].schema;
  for (const [name, valid] of [
    ['trip-7', true],
    ['a b', false],
    ['', false],
    ['x'.repeat(129), false],
  ] as const) {
    const headers = { 'x-session-id': name };
    const { sink } = await ask(apiEvent('POST', '/v1/chat/completions', { model: 'echo', messages: MESSAGES }, { headers }));
    expect([new RegExp(pattern).test(name), sink.json.error.code]).toEqual([valid, valid ? 'sessions_not_configured' : null]);
  }
});

test('a body that says that it is compressed is refused, as documented', async () => {
  const { schema } = components.parameters['content-encoding'];
  expect(schema).toEqual({ const: 'identity' });
  for (const [encoding, status] of [
    ['identity', 200],
    ['gzip', 415],
  ] as const) {
    const headers = { 'content-encoding': encoding };
    const { sink } = await ask(apiEvent('POST', '/v1/embeddings', { model: 'hash', input: 'hi' }, { headers }));
    expect(sink.status).toBe(status);
  }
});
