import { allow, deny } from '../../../../lambda/authorizer/domain/policy.ts';

const arn = 'arn:aws:execute-api:us-east-1:123456789012:s4x3opwd6i/test/GET/request';
const caller = { tenant: 'research', principal: 'abcdefgh01234567', credential: 'api-key' } as const;

test('a caller is let through to every method of the stage, and of no other stage', () => {
  expect(allow(arn, caller).policyDocument).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:us-east-1:123456789012:s4x3opwd6i/test/*' },
    ],
  });
});

test('the answer says who calls, and under which usage plan', () => {
  expect(allow(arn, caller)).toMatchObject({
    principalId: 'abcdefgh01234567',
    context: { tenant: 'research', principal: 'abcdefgh01234567', credential: 'api-key' },
    usageIdentifierKey: 'usageplankeys4x3opwd6iresearch',
  });
});

test('the partition of the ARN is kept', () => {
  const [statement] = allow('arn:aws-cn:execute-api:cn-north-1:123456789012:api/prod/POST/v1/embeddings', caller).policyDocument
    .Statement;
  expect(statement.Resource).toBe('arn:aws-cn:execute-api:cn-north-1:123456789012:api/prod/*');
});

test('a refusal is explicit and carries no context', () => {
  expect(deny(arn, 'user-1')).toEqual({
    principalId: 'user-1',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Deny',
          Resource: 'arn:aws:execute-api:us-east-1:123456789012:s4x3opwd6i/test/*',
        },
      ],
    },
  });
});

test.each([
  '',
  '*',
  'arn:aws:s3:::bucket/key',
  'arn:aws:execute-api:us-east-1:123456789012:api',
  'arn:aws:execute-api:us-east-1:1:api/',
])('nobody is let through on the ARN %j', (methodArn) => {
  expect(() => allow(methodArn, caller)).toThrow(`method ARN '${methodArn}' is not one of API Gateway`);
});

test('roles are passed on where there are some', () => {
  const arn = 'arn:aws:execute-api:us-east-1:123456789012:abcdef0123/live/GET/v1/models';
  const caller = { tenant: 'research', principal: 'key', credential: 'api-key' } as const;
  expect(allow(arn, caller).context).toEqual(caller);
  expect(allow(arn, { ...caller, roles: 'reviewer' }).context).toEqual({ ...caller, roles: 'reviewer' });
});

test('the answer says when it was decided, and for which request', () => {
  const time = { decidedFor: 'request-1', decidedFrom: '1000', decidedUntil: '1020' };
  expect(allow(arn, caller, time).context).toEqual({ ...caller, ...time });
});
