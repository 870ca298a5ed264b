import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { authorizerEvent, methodArn, proxyEvent } from '../../../tools/local/gateway-event.ts';
import { inbound } from '../../support/inbound.ts';
import { root } from '../../support/local-platform.ts';

const headers = { host: 'localhost', 'user-agent': 'curl/8', 'content-type': 'application/json' };
const chat = inbound('POST', '/v1/chat/completions', headers);

test('a request becomes the event of a REST proxy integration', () => {
  expect(proxyEvent(chat, { tenant: 'research' }, Buffer.from('{"model":"écho"}'))).toMatchObject({
    resource: '/v1/chat/completions',
    path: '/v1/chat/completions',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: { host: ['localhost'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    requestContext: {
      stage: 'local',
      requestId: 'request-1',
      authorizer: { tenant: 'research' },
      identity: { sourceIp: '192.0.2.7', userAgent: 'curl/8' },
      path: '/local/v1/chat/completions',
    },
    body: '{"model":"écho"}',
    isBase64Encoded: false,
  });
});

test('a templated path names its resource and parameter', () => {
  expect(proxyEvent(inbound('GET', '/v1/models/org%2Fm'), undefined, undefined)).toMatchObject({
    resource: '/v1/models/{model}',
    path: '/v1/models/org%2Fm',
    pathParameters: { model: 'org/m' },
    body: null,
  });
});

test('of a query parameter that comes twice, the last value and all values are there', () => {
  expect(proxyEvent(inbound('GET', '/v1/models?a=1&b=%20&a=2'), undefined, undefined)).toMatchObject({
    queryStringParameters: { a: '2', b: ' ' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: [' '] },
  });
});

test('every body comes through, byte by byte', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const { body, isBase64Encoded } = proxyEvent(chat, undefined, Buffer.from(bytes));
      expect([...Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')]).toEqual([...bytes]);
    }),
  );
});

test('the authorizer’s event names the method by its ARN', () => {
  const event = authorizerEvent(inbound('GET', '/v1/models/echo?x=1', headers), 'eu-west-1');
  expect(event).toMatchObject({ type: 'REQUEST', headers, pathParameters: { model: 'echo' } });
  expect(event.methodArn).toBe('arn:aws:execute-api:eu-west-1:000000000000:local/local/GET/v1/models/echo');
  expect(methodArn('eu-west-1', chat)).toBe('arn:aws:execute-api:eu-west-1:000000000000:local/local/POST/v1/chat/completions');
  expect(event).not.toHaveProperty('body');
});

const events = path.join(root, '..', 'shared', 'data', 'aws-lambda-events', 'events', 'testdata');
const compare = existsSync(events) ? test : test.skip;
const absent = existsSync(events) ? '' : ' (no shared/data)';

compare(`the events have the fields of API Gateway's own examples${absent}`, () => {
  const example = (name: string) =>
    JSON.parse(readFileSync(path.join(events, name), 'utf8')) as Record<string, Record<string, unknown>>;
  const proxy = example('apigw-request.json');
  const ours = proxyEvent(chat, {}, Buffer.from('{}'));
  expect(Object.keys(proxy).filter((field) => !(field in ours))).toEqual([]);
  const authorizer = example('apigw-custom-auth-request-type-request.json');
  expect(Object.keys(authorizer).filter((field) => !(field in authorizerEvent(chat, 'us-east-1')))).toEqual([]);
  const { identity = {}, requestId, resourcePath, httpMethod, stage, accountId, apiId } = proxy.requestContext ?? {};
  expect(ours.requestContext).toMatchObject(
    Object.fromEntries(
      Object.keys({ requestId, resourcePath, httpMethod, stage, accountId, apiId }).map((field) => [field, expect.any(String)]),
    ),
  );
  expect(Object.keys(identity as object).filter((field) => !(field in ours.requestContext.identity))).toEqual([]);
});
