import { sealedCase } from '../../../../lambda/common/review/sealed-case.ts';
import { unseal } from '../../../../lambda/common/review/sealing.ts';
import { lambdaHandler, type ProxyResult } from '../../../../lambda/review/adapters/lambda-handler.ts';
import { waitMetric } from '../../../../lambda/review/adapters/wait-metric.ts';
import { MEASURE_EVENT, REVIEW_ROUTES } from '../../../../lambda/review/contract.ts';
import { captureLog } from '../../router/support/files.ts';
import { caseOf, requestOf, SECRET } from '../support/cases.ts';
import { memoryCases } from '../support/memory-cases.ts';

const NOW = Date.UTC(2026, 10, 21, 13);

interface Asked {
  readonly roles?: string;
  readonly principal?: string;
  readonly tenant?: string;
  readonly body?: unknown;
  readonly query?: object;
}

function desk() {
  const store = memoryCases();
  const handler = lambdaHandler({
    store,
    unseal: async (sealed) => unseal(SECRET, sealed, sealed.sealed),
    now: () => NOW,
    observeLongestWait: waitMetric('Acme'),
  });
  const ask = async (
    route: string,
    { roles = 'reviewer', principal = 'ann', tenant = 'research', body, query = {} }: Asked = {},
  ) => {
    const [httpMethod, path = ''] = route.split(' ');
    const [, base = '', id, action] = /^(\/v1\/reviews|\/review)(?:\/([^/]+))?(\/\w+)?$/.exec(path) ?? [];
    const name = base === '/review' ? '{file}' : '{id}';
    const resource = id === undefined ? base : id === 'stats' ? path : `${base}/${name}${action ?? ''}`;
    const caller = { tenant, principal, credential: 'api-key', roles };
    const event = {
      httpMethod,
      resource,
      path,
      pathParameters: id === undefined ? null : { id, file: id },
      queryStringParameters: query,
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      requestContext: { authorizer: caller },
    };
    const { statusCode, headers, body: text } = (await handler(event)) as ProxyResult;
    return {
      status: statusCode,
      headers,
      text,
      json: headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined,
    };
  };
  const deliver = (...bodies: string[]) =>
    handler({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body, eventSource: 'aws:sqs' })) });
  return { store, ask, deliver, tick: () => handler(MEASURE_EVENT) };
}

beforeEach(() => captureLog());
afterEach(() => jest.restoreAllMocks());

test('a case from the queue is listed, claimed, unmasked, decided, appealed against and decided again', async () => {
  const { ask, deliver, store } = desk();
  const { id } = caseOf();
  expect(await deliver(JSON.stringify(caseOf()))).toEqual({ batchItemFailures: [] });
  expect((await ask('GET /v1/reviews')).json.data).toMatchObject([
    { id, state: 'open', redacted: expect.stringContaining('███') },
  ]);
  expect((await ask(`POST /v1/reviews/${id}/claim`, { body: {} })).json).toMatchObject({ state: 'claimed', claimedBy: 'ann' });
  expect((await ask(`POST /v1/reviews/${id}/unmask`)).json).toEqual({ id, text: requestOf().text });
  const denied = await ask(`POST /v1/reviews/${id}/decide`, { body: { verdict: 'deny', reason: 'an attack' } });
  expect(denied.json).toMatchObject({ state: 'decided' });
  expect((await ask(`POST /v1/reviews/${id}/appeal`, { body: { reason: 'a test' } })).json.state).toBe('appealed');
  expect((await ask(`POST /v1/reviews/${id}/claim`)).status).toBe(409);
  expect((await ask(`POST /v1/reviews/${id}/claim`, { principal: 'bob' })).status).toBe(200);
  await ask(`POST /v1/reviews/${id}/decide`, { principal: 'bob', body: { verdict: 'allow', reason: 'indeed' } });
  const { json } = await ask(`GET /v1/reviews/${id}`);
  expect(json.audit.map(({ action, by }: { action: string; by: string }) => `${by} ${action}`)).toEqual([
    'ann claimed',
    'ann unmasked',
    'ann decided',
    'ann appealed',
    'bob claimed',
    'bob decided',
  ]);
  expect(store.decisions.get(id)?.verdict).toBe('allow');
});

test('no answer holds the sealed text or the fingerprint, nor the text unless it is unmasked', async () => {
  const { ask, deliver } = desk();
  const sealed = caseOf();
  await deliver(JSON.stringify(sealed));
  for (const route of ['GET /v1/reviews', `GET /v1/reviews/${sealed.id}`, `POST /v1/reviews/${sealed.id}/claim`]) {
    const { text } = await ask(route);
    for (const hidden of [sealed.sealed, '"fingerprint"', 'joe@example.com']) expect(text).not.toContain(hidden);
  }
});

test('the timer gets a metric of how long the oldest case has waited, in a log line without a tenant', async () => {
  const lines = captureLog();
  const { deliver, tick } = desk();
  await deliver(JSON.stringify(caseOf()));
  expect(await tick()).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({
    llm_review_longest_wait_seconds: 3600,
    _aws: {
      CloudWatchMetrics: [
        { Namespace: 'Acme', Dimensions: [[]], Metrics: [{ Name: 'llm_review_longest_wait_seconds', Unit: 'Seconds' }] },
      ],
    },
  });
  expect(JSON.stringify(lines)).not.toContain('research');
});

test('a client cannot pass for the timer', async () => {
  const { ask } = desk();
  expect((await ask('GET /v1/reviews', { roles: '', body: MEASURE_EVENT, query: MEASURE_EVENT })).status).toBe(403);
});

test('of a batch only what cannot be stored comes again', async () => {
  const { deliver } = desk();
  const good = JSON.stringify(caseOf());
  const { hits: _, ...incomplete } = caseOf({ text: 'other' });
  expect(await deliver(good, 'no JSON', good, JSON.stringify(incomplete), 'null')).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }, { itemIdentifier: 'm4' }],
  });
});

test.each<[string, Asked, number, string]>([
  ['GET /v1/reviews', { roles: '' }, 403, 'not_a_reviewer'],
  ['GET /v1/reviews', { tenant: '' }, 401, 'invalid_api_key'],
  ['GET /v1/reviews', { query: { tenant: 'sales' } }, 403, 'other_tenant'],
  ['GET /v1/reviews', { query: { state: 'new' } }, 400, 'invalid_request'],
  ['GET /v1/reviews', { query: { limit: '0' } }, 400, 'invalid_request'],
  ['GET /v1/reviews/none', {}, 404, 'case_not_found'],
  ['GET /v1/reviews/..%2f', {}, 404, 'case_not_found'],
  ['POST /v1/reviews/none/decide', { body: { verdict: 'maybe', reason: 'x' } }, 400, 'invalid_request'],
  ['POST /v1/reviews/none/decide', { body: { verdict: 'allow', reason: ' ' } }, 400, 'invalid_request'],
  ['POST /v1/reviews/none/decide', { body: { verdict: 'allow', reason: 'x', phrase: 'all of this' } }, 400, 'invalid_request'],
  ['POST /v1/reviews/none/decide', { body: { verdict: 'deny', reason: 'x', phrase: 'abc' } }, 400, 'invalid_request'],
  ['POST /v1/reviews/none/decide', { body: '[1' }, 400, 'invalid_body'],
  ['GET /review/handler.ts', {}, 404, 'unknown_url'],
])('%s with %j is refused with %i %s', async (route, options, status, code) => {
  const { ask } = desk();
  const answer = await ask(route, options);
  expect([answer.status, answer.json.error.code]).toEqual([status, code]);
});

test("a platform reviewer sees every tenant's cases", async () => {
  const { ask, deliver } = desk();
  await deliver(JSON.stringify(caseOf()), JSON.stringify(caseOf({ tenant: 'sales' })));
  expect((await ask('GET /v1/reviews')).json.data).toHaveLength(1);
  expect((await ask('GET /v1/reviews', { roles: 'reviewer:*' })).json.data).toHaveLength(2);
  expect((await ask('GET /v1/reviews/stats', { roles: 'reviewer:*' })).json).toMatchObject({ open: 2, claimed: 0 });
});

test('a text that was sealed under another key is an error that says nothing of it', async () => {
  const { ask, deliver } = desk();
  const sealed = sealedCase(requestOf(), 'another sealing key, as long as the first one');
  await deliver(JSON.stringify(sealed));
  const { status, text } = await ask(`POST /v1/reviews/${sealed.id}/unmask`);
  expect(status).toBe(500);
  expect(text).not.toContain(sealed.sealed);
});

test('the page and its files need no key, run nothing inline and load nothing from elsewhere', async () => {
  const { ask } = desk();
  const { text, headers } = await ask('GET /review', { roles: '' });
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'.*trusted-types 'none'/);
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|style=|https?:/);
  for (const [, name] of text.matchAll(/(?:src|href)="review\/([^"]+)"/g)) {
    expect((await ask(`GET /review/${name}`)).status).toBe(200);
  }
  const scripts = ['review.js', 'review-api.js', 'review-case.js', 'review-elements.js', 'review-text.js'];
  for (const name of scripts)
    expect((await ask(`GET /review/${name}`)).text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|eval/);
});

test('only the page is public', () => {
  expect(REVIEW_ROUTES.filter((route) => route.public).map(({ path }) => path)).toEqual(['/review', '/review/{file}']);
});
