import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { usageIdentifierKey } from '../../../lambda/authorizer/contract.ts';
import { type AuthorizerHandler, createAdmission } from '../../../tools/local/admission.ts';
import { inbound } from '../../support/inbound.ts';

const STAGE_ARN = 'arn:aws:execute-api:us-east-1:000000000000:local/local';

function result(effect: 'Allow' | 'Deny' = 'Allow', resource: string | string[] = `${STAGE_ARN}/*`): APIGatewayAuthorizerResult {
  return {
    principalId: 'p',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] },
    context: { tenant: 'research' },
    usageIdentifierKey: usageIdentifierKey('local', 'research'),
  };
}

function admission(answer: () => APIGatewayAuthorizerResult | Promise<APIGatewayAuthorizerResult>) {
  const clock = { ms: 0 };
  const handler = jest.fn<ReturnType<AuthorizerHandler>, Parameters<AuthorizerHandler>>(async () => answer());
  const usageKeys = new Set([usageIdentifierKey('local', 'research')]);
  return { handler, clock, admit: createAdmission({ handler, region: 'us-east-1', usageKeys, now: () => clock.ms }) };
}

const models = (authorization: string) => inbound('GET', '/v1/models', { authorization });
const refused = (refusal: string) => ({ kind: 'refused', refusal });

test('whom the policy allows is admitted, with the context as API Gateway passes it on', async () => {
  const { admit, handler } = admission(() => result());
  expect(await admit(models('a'))).toEqual({
    kind: 'admitted',
    authorizer: { tenant: 'research', principalId: 'p', integrationLatency: 0 },
  });
  expect(handler.mock.calls[0]?.[0]).toMatchObject({
    type: 'REQUEST',
    methodArn: `${STAGE_ARN}/GET/v1/models`,
    headers: { authorization: 'a' },
  });
});

test('a public route asks nobody', async () => {
  const { admit, handler } = admission(() => result());
  expect(await admit(inbound('GET', '/healthz'))).toEqual({ kind: 'admitted', authorizer: undefined });
  expect(handler).not.toHaveBeenCalled();
});

test('without the identity source nobody is asked either', async () => {
  const { admit, handler } = admission(() => result());
  expect(await admit(inbound('GET', '/v1/models', { 'x-api-key': 'k' }))).toEqual(refused('UNAUTHORIZED'));
  expect(await admit(models(''))).toEqual(refused('UNAUTHORIZED'));
  expect(handler).not.toHaveBeenCalled();
});

test.each([
  ['an explicit Deny', result('Deny')],
  ['a policy for another method', result('Allow', `${STAGE_ARN}/POST/v1/embeddings`)],
  ['a policy for another stage', result('Allow', `${STAGE_ARN.slice(0, -1)}/*`)],
])('%s is access denied', async (_, answer) => {
  expect(await admission(() => answer).admit(models('a'))).toEqual(refused('ACCESS_DENIED'));
});

test('one of several resources is enough', async () => {
  const { admit } = admission(() => result('Allow', ['arn:aws:execute-api:us-east-1:1:other/x/*', `${STAGE_ARN}/GET/v1/models`]));
  expect((await admit(models('a'))).kind).toBe('admitted');
});

test('a tenant without a usage plan in the region is refused', async () => {
  const { admit } = admission(() => ({ ...result(), usageIdentifierKey: usageIdentifierKey('local', 'elsewhere') }));
  expect(await admit(models('a'))).toEqual(refused('INVALID_API_KEY'));
});

test('Unauthorized is a refusal, every other error a failure', async () => {
  const throwing = (message: string) =>
    admission(() => {
      throw new Error(message);
    });
  expect(await throwing('Unauthorized').admit(models('a'))).toEqual(refused('UNAUTHORIZED'));
  expect(await throwing('the store is down').admit(models('a'))).toEqual(refused('AUTHORIZER_FAILURE'));
  expect(await admission(() => ({}) as never).admit(models('a'))).toEqual(refused('AUTHORIZER_FAILURE'));
});

test('an answer is kept for 60 seconds, for all methods, by credential', async () => {
  const { admit, handler, clock } = admission(() => result());
  await admit(models('a'));
  await admit(inbound('POST', '/v1/embeddings', { authorization: 'a' }));
  expect(handler).toHaveBeenCalledTimes(1);
  await admit(models('b'));
  expect(handler).toHaveBeenCalledTimes(2);
  clock.ms = 59_999;
  await admit(models('a'));
  expect(handler).toHaveBeenCalledTimes(2);
  clock.ms = 60_000;
  await admit(models('a'));
  expect(handler).toHaveBeenCalledTimes(3);
});

test('a refusal by error is not kept', async () => {
  let known = false;
  const { admit } = admission(() => {
    if (known) return result();
    throw new Error('Unauthorized');
  });
  expect((await admit(models('a'))).kind).toBe('refused');
  known = true;
  expect((await admit(models('a'))).kind).toBe('admitted');
});

test('no more than 1,000 answers are kept; the oldest goes first', async () => {
  const { admit, handler } = admission(() => result());
  for (let i = 0; i <= 1_000; i += 1) await admit(models(`key-${i}`));
  await admit(models('key-1'));
  expect(handler).toHaveBeenCalledTimes(1_001);
  await admit(models('key-0'));
  expect(handler).toHaveBeenCalledTimes(1_002);
});
