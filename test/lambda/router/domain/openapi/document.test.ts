import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ROUTES } from '../../../../../lambda/router/contract/http.ts';
import {
  MEMBERS as MESSAGE_MEMBERS,
  toChat as messageToChat,
} from '../../../../../lambda/router/domain/dialects/messages/request.ts';
import {
  MEMBERS as RESPONSE_MEMBERS,
  toChat as responseToChat,
} from '../../../../../lambda/router/domain/dialects/responses/request.ts';
import type { JsonObject } from '../../../../../lambda/router/domain/http/json-body.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { parseEmbeddingsRequest } from '../../../../../lambda/router/domain/openai/embeddings-request.ts';
import { openApiDocument } from '../../../../../lambda/router/domain/openapi/document.ts';
import { withTemplate } from '../../../../../lambda/router/domain/prompts/template.ts';
import { ask } from '../../support/ask.ts';
import { refusalOf } from '../../support/errors.ts';
import { apiEvent } from '../../support/events.ts';
import { missing, recordedRequests } from '../../support/recordings.ts';
import { membersOf, noOpenAiSpec, openAiSchemas } from './openai-spec.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document of every shape
const document = openApiDocument() as any;
const { paths, components } = document;
const documented = (schema: string): readonly string[] => Object.keys(components.schemas[schema].properties);

/** A schema of the document as a check. */
function checkOf(name: string): z.ZodType {
  const $defs = JSON.parse(JSON.stringify(components.schemas).replaceAll('#/components/schemas/', '#/$defs/'));
  return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs });
}

test('a validator of OpenAPI 3.1 finds nothing to say', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'openapi-'));
  const file = path.join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  // Runs outside jest, which does not load ES modules.
  const validator = require.resolve('@seriousme/openapi-schema-validator/bin/validate-api-cli.js');
  const said = execFileSync(process.execPath, [validator, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ valid: true });
});

test('every route is there, and no other', () => {
  const there = Object.entries(paths as object).flatMap(([url, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${url}`),
  );
  expect(there.sort()).toEqual(ROUTES.map(({ method, path: url }) => `${method} ${url}`).sort());
});

test.each(ROUTES)('$method $path says whether it needs a key', ({ method, path: url, public: open }) => {
  expect(paths[url][method.toLowerCase()].security).toEqual(open ? [] : undefined);
  expect(document.security).toEqual([{ bearer: [] }]);
});

test('it is served without a key', async () => {
  const { sink } = await ask(apiEvent('GET', '/openapi.json', undefined, { authorizer: undefined }));
  expect([sink.status, sink.headers['content-type']]).toEqual([200, 'application/json']);
  expect(sink.json).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every schema that is referred to is there, and every one that is there is referred to', () => {
  const used = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(Object.keys(components.schemas).sort());
});

test.each([
  ['ResponseRequest', RESPONSE_MEMBERS],
  ['MessageRequest', MESSAGE_MEMBERS],
])('%s lists the members that are taken, and no other', (name, { taken }) => {
  expect(documented(name).toSorted()).toEqual(Object.keys(taken).sort());
});

const CHAT = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const TEMPLATE = { system: 'Be kind to {{customer}}.', variables: { customer: { maxLength: 100, default: 'all' } } };
const EMBEDDING = { model: 'm', input: 'hi' };

test.each([
  ['ChatRequest', CHAT, (body: JsonObject) => parseChatRequest(withTemplate(body, TEMPLATE))],
  ['EmbeddingsRequest', EMBEDDING, parseEmbeddingsRequest],
])('each member of %s is checked as documented', (name, least, parse) => {
  const check = checkOf(name);
  expect(check.safeParse(least).success).toBe(true);
  for (const member of documented(name)) {
    const wrong = { ...least, [member]: member === 'stream' ? 'yes' : -7.5 };
    expect([member, check.safeParse(wrong).success]).toEqual([member, false]);
    expect(refusalOf(() => parse(wrong)).body.error.param).toBe(member);
  }
});

const REQUESTS = [
  ['ChatRequest', CHAT, (body: JsonObject) => parseChatRequest(withTemplate(body, TEMPLATE))],
  ['ResponseRequest', EMBEDDING, responseToChat],
  ['MessageRequest', { ...CHAT, max_tokens: 9 }, messageToChat],
  ['EmbeddingsRequest', EMBEDDING, parseEmbeddingsRequest],
] as const;

test.each(REQUESTS)('of %s what need not be there may be null, what must be may not', (name, least, parse) => {
  const check = checkOf(name);
  for (const member of documented(name)) {
    const body = { ...least, [member]: null };
    const needed = member in least;
    expect([member, check.safeParse(body).success]).toEqual([member, !needed]);
    if (needed) expect(refusalOf(() => parse(body)).status).toBe(400);
    else expect(() => parse(body)).not.toThrow();
  }
});

test.each([
  ['ResponseRequest', { ...EMBEDDING, previous_response_id: null, conversation: null, text: { format: null, verbosity: null } }],
  ['MessageRequest', { ...CHAT, max_tokens: 9, container: null, metadata: { user_id: null } }],
  [
    'ChatRequest',
    { ...CHAT, stream_options: null, messages: [{ role: 'assistant', content: 'hi', tool_calls: null, refusal: null }] },
  ],
])('%s takes nulls as clients send them', (name, body) => {
  expect(checkOf(name).safeParse(body).error?.issues ?? []).toEqual([]);
});

test.each([
  ['ResponseRequest', EMBEDDING, { previous_response_id: 'resp_1' }],
  ['MessageRequest', { ...CHAT, max_tokens: 9 }, { container: 'c' }],
])('%s says no to members that are refused: %j, %j', (name, least, more) => {
  expect([checkOf(name).safeParse(least).success, checkOf(name).safeParse({ ...least, ...more }).success]).toEqual([true, false]);
});

const noCassettes = missing('api-cassettes');

test.each([
  ['/chat/completions', 'ChatRequest', parseChatRequest],
  ['/responses', 'ResponseRequest', responseToChat],
  ['/messages', 'MessageRequest', messageToChat],
] as const)(`every recorded request to %s that is taken is a %s${noCassettes}`, (endpoint, name, parse) => {
  const check = checkOf(name);
  const isTaken = (body: JsonObject): boolean => {
    try {
      parse(body);
      return true;
    } catch {
      return false;
    }
  };
  const taken = recordedRequests(endpoint).filter(({ body }) => isTaken(body));
  const problems = taken.flatMap(({ file, body }) => {
    const { error } = check.safeParse(body);
    return error === undefined ? [] : [`${file}: ${z.prettifyError(error)}`];
  });
  expect(problems).toEqual([]);
  expect(taken.length > 10).toBe(noCassettes === '');
});

test.each([
  ['/v1/chat/completions', CHAT, 'ChatCompletion'],
  ['/v1/responses', EMBEDDING, 'Response'],
  ['/v1/messages', { ...CHAT, max_tokens: 9 }, 'Message'],
  ['/v1/messages', CHAT, 'MessageError'],
  ['/v1/responses', {}, 'Error'],
])('what %s answers to %j is the documented %s', async (url, body, schema) => {
  const { sink } = await ask(apiEvent('POST', url, { ...body, model: 'echo' }));
  const { success, error } = checkOf(schema).safeParse(sink.json);
  expect(error?.issues ?? []).toEqual([]);
  expect(success).toBe(true);
});

test.each([
  ['ChatRequest', 'CreateChatCompletionRequest', ['prompt_variables']],
  ['ResponseRequest', 'CreateResponse', []],
  ['EmbeddingsRequest', 'CreateEmbeddingRequest', []],
])(`every member of %s is one that OpenAI documents for %s, but for %j${noOpenAiSpec}`, (ours, theirs, own) => {
  if (noOpenAiSpec !== '') return;
  const known = membersOf(openAiSchemas(theirs), theirs);
  expect(known).toContain('model');
  expect(documented(ours).filter((member) => !known.includes(member))).toEqual(own);
});
