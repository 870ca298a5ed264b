import { Match } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApiKeyStore } from '../../../constructs/api-key-store/api-key-store.ts';
import { AuthorizerFunction, type AuthorizerFunctionProps } from '../../../constructs/authorizer-function/authorizer-function.ts';
import type { JwtIssuer } from '../../../lambda/authorizer/contract.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const issuer: JwtIssuer = {
  issuer: 'https://login.example.com/',
  audience: ['llm'],
  jwksUri: 'https://login.example.com/keys',
  tenantClaim: 'tenant',
};

function define(props: Partial<AuthorizerFunctionProps> = {}) {
  const stack = testStack('eu-west-1');
  const apiKeys = new ApiKeyStore(stack, 'ApiKeys', { tableName: 'acme-api-keys', pepperSecretName: 'acme/pepper' });
  const authorizer = new AuthorizerFunction(stack, 'Authorizer', { apiKeys, ...props });
  return { stack, apiKeys, authorizer };
}

test('the environment locates the keys and the pepper, and holds no value of either', () => {
  const { stack, apiKeys } = define();
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 512,
    Timeout: 10,
    Environment: {
      Variables: {
        API_KEYS: { 'Fn::Join': ['', ['dynamodb:', stack.resolve(apiKeys.table.tableName)]] },
        API_KEY_PEPPER: { 'Fn::Join': ['', ['secretsmanager:', stack.resolve(apiKeys.pepper.secretArn)]] },
        JWT_ISSUERS: Match.absent(),
      },
    },
  });
});

test('token issuers are passed on as JSON', () => {
  templateOf(define({ jwtIssuers: [issuer] }).stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ JWT_ISSUERS: JSON.stringify([issuer]) }) },
  });
});

test('an issuer that CloudFormation makes is passed on as its function', () => {
  const { stack, apiKeys } = define();
  const jwksUri = `https://cognito.example.com/${stack.stackId}/keys`;
  new AuthorizerFunction(stack, 'Second', { apiKeys, jwtIssuers: [{ ...issuer, jwksUri }] });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        JWT_ISSUERS: { 'Fn::Join': ['', [Match.anyValue(), { Ref: 'AWS::StackId' }, '/keys","tenantClaim":"tenant"}]']] },
      }),
    },
  });
});

test('it may look one key up and read the pepper, not list or write keys', () => {
  const { stack, apiKeys } = define();
  const template = templateOf(stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: stack.resolve(apiKeys.table.tableArn) }),
      ]),
    },
  });
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toMatch(/dynamodb:(?!GetItem)/);
});

test('every problem of the issuers is told at once, with its value and the fix', () => {
  const bad = { issuer: '', audience: [], jwksUri: 'http://login.example.com/keys', tenantClaim: '' };
  expect(() => define({ jwtIssuers: [issuer, bad, issuer] })).toThrow(
    [
      'test-eu-west-1/Authorizer: jwtIssuers[1].issuer is empty; give the exact iss claim of the tokens',
      'jwtIssuers[1].audience is empty, so any token of the issuer would do; name your audience',
      'jwtIssuers[1].jwksUri "http://login.example.com/keys" is not an https URL; keys fetched without TLS could be anyone\'s',
      'jwtIssuers[1].tenantClaim is empty; name the claim that holds the tenant',
      'jwtIssuers[2].issuer "https://login.example.com/" stands here twice; merge the two entries',
    ].join('; '),
  );
});

test('more issuers than the environment holds are refused at synthesis', () => {
  const jwtIssuers = Array.from({ length: 40 }, (_, i) => ({ ...issuer, issuer: `https://${i}.example.com/` }));
  expect(() => define({ jwtIssuers })).toThrow(/40 issuers take \d+ bytes, more than the 3500 that fit/);
});

test('connections open a way to an issuer inside the VPC', () => {
  const { stack, apiKeys } = define();
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: false });
  const authorizer = new AuthorizerFunction(stack, 'Inside', { apiKeys, vpc });
  authorizer.connections.allowTo(new SecurityGroup(stack, 'Issuer', { vpc }), Port.tcp(8443));
  templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 8443, ToPort: 8443 });
});

test('metrics are those of the alias', () => {
  const { stack, authorizer } = define();
  const metrics = [
    authorizer.metricErrors(),
    authorizer.metricDuration(),
    authorizer.metricInvocations(),
    authorizer.metricThrottles(),
  ];
  expect(metrics.map(({ namespace, metricName }) => `${namespace} ${metricName}`)).toEqual([
    'AWS/Lambda Errors',
    'AWS/Lambda Duration',
    'AWS/Lambda Invocations',
    'AWS/Lambda Throttles',
  ]);
  expect(stack.resolve(metrics[0]?.dimensions)).toHaveProperty('Resource');
});

test('cdk-nag finds only X-Ray, which knows no resources', () => {
  const own = nagFindings(define().stack).filter((finding) => !finding.includes(' test-eu-west-1/ApiKeys/'));
  expect(own).toEqual(['AwsSolutions-IAM5[Resource::*] test-eu-west-1/Authorizer/Role/DefaultPolicy/Resource']);
});
