import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type BundledFunctionProps, defineBundledFunction } from '../../../constructs/internal/bundled-function.ts';
import type { FunctionOptions } from '../../../constructs/internal/function-options.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const ENI_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function define(options: (stack: Stack) => FunctionOptions = () => ({})) {
  const stack = testStack('eu-west-1');
  const props: BundledFunctionProps = {
    ...options(stack),
    bundle: 'authorizer',
    description: 'A function',
    memorySize: 256,
    timeout: Duration.seconds(3),
    environment: { NAME: 'value' },
  };
  const made = defineBundledFunction(new Construct(stack, 'Fn'), props);
  return { stack, made, template: templateOf(stack) };
}

const inVpc = (stack: Stack): FunctionOptions => ({
  vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: false }),
});

const statements = (template: Template) =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

test('the function runs on Node 24, arm64, traced, and logs JSON into a group of its own', () => {
  define().template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    MemorySize: 256,
    Timeout: 3,
    Environment: { Variables: { NAME: 'value' } },
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^FnLogGroup') } },
    ReservedConcurrentExecutions: Match.absent(),
    VpcConfig: Match.absent(),
  });
});

test('the log group keeps a year, is encrypted with a rotating key, and outlives the stack unless its first deployment fails', () => {
  const { template } = define();
  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FnLogsKey'), 'Arn'] } },
    ...{ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
  });
  template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
});

test("the caller's keys, retention and concurrency are used", () => {
  const { template } = define((stack) => ({
    logsKey: Key.fromKeyArn(stack, 'Logs', 'arn:aws:kms:eu-west-1:123456789012:key/logs'),
    environmentEncryption: Key.fromKeyArn(stack, 'Environment', 'arn:aws:kms:eu-west-1:123456789012:key/environment'),
    logRetention: RetentionDays.ONE_MONTH,
    reservedConcurrentExecutions: 20,
  }));
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/logs',
    RetentionInDays: 30,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/environment',
    ReservedConcurrentExecutions: 20,
  });
  template.resourceCountIs('AWS::KMS::Key', 0);
});

test('the role may write its own log group and traces, and nothing else', () => {
  const { template } = define();
  template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  expect(statements(template)).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FnLogGroup/), 'Arn'] },
    },
    // X-Ray knows no resources.
    { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
  ]);
});

test('callers get the alias live of a published version', () => {
  const { stack, made, template } = define();
  template.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    FunctionVersion: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FnFunctionCurrentVersion'), 'Version'] },
  });
  expect(stack.resolve(made.live.functionArn)).toEqual({ Ref: expect.stringMatching(/^FnAlias/) });
});

test('in a VPC the function stands in private subnets and reaches out by HTTPS alone', () => {
  const { template } = define(inVpc);
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: {
      SubnetIds: [{ Ref: Match.stringLikeRegexp('Private') }, { Ref: Match.stringLikeRegexp('Private') }],
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^FnSecurityGroup'), 'GroupId'] }],
    },
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' })],
  });
});

test("the caller's choice of subnets is used", () => {
  const { template } = define((stack) => ({
    vpc: new Vpc(stack, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Closed', subnetType: SubnetType.PRIVATE_ISOLATED }],
    }),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  }));
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: Match.objectLike({
      SubnetIds: [{ Ref: Match.stringLikeRegexp('Closed') }, { Ref: Match.stringLikeRegexp('Closed') }],
    }),
  });
});

test('network interfaces are for the Lambda service: the code of the function is denied them', () => {
  const eni = statements(define(inVpc).template).filter(({ Action }) =>
    [Action].flat().some((action) => action.startsWith('ec2:')),
  );
  expect(eni).toEqual([
    { Sid: 'LambdaServiceManagesInterfaces', Effect: 'Allow', Action: expect.arrayContaining(ENI_ACTIONS), Resource: '*' },
    {
      Sid: 'FunctionCodeDoesNot',
      Effect: 'Deny',
      Action: expect.arrayContaining(ENI_ACTIONS),
      Resource: '*',
      Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    },
  ]);
});

test('outside a VPC there are no rights to network interfaces', () => {
  expect(JSON.stringify(statements(define().template))).not.toContain('ec2:');
});

test('cdk-nag finds only the rights that know no resources: X-Ray, and network interfaces in a VPC', () => {
  const expected = ['AwsSolutions-IAM5[Resource::*] test-eu-west-1/Fn/Role/DefaultPolicy/Resource'];
  expect(nagFindings(define().stack)).toEqual(expected);
  expect(nagFindings(define(inVpc).stack).filter((finding) => !finding.includes('/Vpc/'))).toEqual(expected);
});
