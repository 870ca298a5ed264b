import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DataClass, PlatformKeys, type PlatformKeysProps } from '../../../constructs/platform-keys/platform-keys.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const ALL = [DataClass.CONTENT, DataClass.USAGE, DataClass.LOGS, DataClass.SECRETS];
const ROOT_ADMINISTERS = {
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
  Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
};
const logsMayEncrypt = (region: string) => ({
  Sid: 'CloudWatchLogs',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: '*',
  Principal: { Service: `logs.${region}.amazonaws.com` },
  Condition: {
    ArnLike: {
      'kms:EncryptionContext:aws:logs:arn': {
        'Fn::Join': ['', [`arn:aws:logs:${region}:`, { Ref: 'AWS::AccountId' }, ':log-group:*']],
      },
    },
  },
});

/** By alias, e.g. `alias/llm-platform/logs`: the statements of the key behind it. */
function policies(template: Template, type: string): Record<string, unknown> {
  const keys = template.findResources(type);
  return Object.fromEntries(
    Object.values(keys).map(({ Properties }) => [Properties.Description, Properties.KeyPolicy.Statement] as const),
  );
}

function failure(props: PlatformKeysProps, stack = testStack()): string {
  try {
    new PlatformKeys(stack, 'Keys', props);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
}

describe('primary keys', () => {
  const stack = testStack();
  const keys = new PlatformKeys(stack, 'Keys');
  const template = templateOf(stack);

  test('are one multi-Region key per class of data, which rotate each year and outlive the stack', () => {
    template.resourceCountIs('AWS::KMS::Key', 4);
    template.allResourcesProperties('AWS::KMS::Key', {
      MultiRegion: true,
      EnableKeyRotation: true,
      RotationPeriodInDays: 365,
      PendingWindowInDays: 30,
    });
    expect(unretained(template)).toEqual([]);
  });

  test('are found by the same alias in every region', () => {
    for (const { name } of ALL) template.hasResourceProperties('AWS::KMS::Alias', { AliasName: `alias/llm-platform/${name}` });
  });

  test('leave decisions to IAM, and let CloudWatch Logs use the key for logs on log groups of this account and region', () => {
    expect(policies(template, 'AWS::KMS::Key')).toEqual({
      'llm-platform: prompts, answers, sessions and cache': [ROOT_ADMINISTERS],
      'llm-platform: usage ledger': [ROOT_ADMINISTERS],
      'llm-platform: CloudWatch Logs': [ROOT_ADMINISTERS, logsMayEncrypt('us-east-1')],
      'llm-platform: secrets': [ROOT_ADMINISTERS],
    });
  });

  test('are a different key for each class', () => {
    expect(new Set(ALL.map((dataClass) => JSON.stringify(stack.resolve(keys.keyFor(dataClass).keyArn)))).size).toBe(4);
  });

  test('have no AwsSolutions finding and no IAM policy over every resource', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
  });
});

describe('replica keys', () => {
  const app = testApp();
  const primaries = new PlatformKeys(testStack('us-east-1', app), 'Keys', { aliasPrefix: 'acme' });
  const europe = testStack('eu-west-1', app);
  const keys = new PlatformKeys(europe, 'Keys', { aliasPrefix: 'acme', replicaOf: primaries });
  const template = templateOf(europe);

  test('refer to their primaries in the other region weakly, without exports or custom resources', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::KMS::ReplicaKey', 4);
    template.allResourcesProperties('AWS::KMS::ReplicaKey', {
      PrimaryKeyArn: { 'Fn::GetStackOutput': Match.objectLike({ StackName: 'test-us-east-1', Region: 'us-east-1' }) },
      PendingWindowInDays: 30,
    });
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(new Set(types)).toEqual(new Set(['AWS::KMS::ReplicaKey', 'AWS::KMS::Alias']));
    expect(JSON.stringify(Template.fromStack(Stack.of(primaries)).toJSON().Outputs)).not.toContain('Export');
  });

  test('have the policies of their primaries, with the logs service of their own region', () => {
    expect(policies(template, 'AWS::KMS::ReplicaKey')).toEqual({
      'acme: prompts, answers, sessions and cache': [ROOT_ADMINISTERS],
      'acme: usage ledger': [ROOT_ADMINISTERS],
      'acme: CloudWatch Logs': [ROOT_ADMINISTERS, logsMayEncrypt('eu-west-1')],
      'acme: secrets': [ROOT_ADMINISTERS],
    });
  });

  test('are the keys of their own region, under the same aliases, and outlive the stack', () => {
    const arn = europe.resolve(keys.keyFor(DataClass.USAGE).keyArn);
    expect(arn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Keysusagereplica/), 'Arn'] });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/acme/usage', TargetKeyId: arn });
    expect(unretained(template)).toEqual([]);
  });
});

test('imported keys are the ones of the ARNs', () => {
  const arn = (id: string) => `arn:aws:kms:us-east-1:123456789012:key/${id}`;
  const stack = testStack();
  const keys = PlatformKeys.fromKeyArns(stack, 'Keys', { content: arn('a'), usage: arn('b'), logs: arn('c'), secrets: arn('d') });
  expect(ALL.map((dataClass) => keys.keyFor(dataClass).keyArn)).toEqual(['a', 'b', 'c', 'd'].map(arn));
  expect(templateOf(stack).toJSON().Resources).toBeUndefined();
});

test('props reach the keys', () => {
  const stack = testStack();
  new PlatformKeys(stack, 'Keys', {
    rotationPeriod: Duration.days(90),
    pendingWindow: Duration.days(7),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = templateOf(stack);
  template.allResourcesProperties('AWS::KMS::Key', { RotationPeriodInDays: 90, PendingWindowInDays: 7 });
  template.allResources('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
});

describe('mistakes', () => {
  test('several are named at once, behind the path of the construct', () => {
    expect(failure({ aliasPrefix: 'aws/mine', pendingWindow: Duration.days(31) })).toBe(
      "test-us-east-1/Keys: aliasPrefix is \"aws/mine\"; use letters, digits, '/', '_' and '-', and do not start with 'aws/'; " +
        'pendingWindow is 31 days; KMS takes 7 to 30',
    );
  });

  test('replicas in the region of their primaries are refused', () => {
    const app = new App();
    const primaries = new PlatformKeys(new Stack(app, 'a', { env: { region: 'us-east-1' } }), 'Keys');
    const second = new Stack(app, 'b', { env: { region: 'us-east-1' } });
    expect(failure({ replicaOf: primaries }, second)).toContain('replicaOf names keys of us-east-1, the region of this stack');
  });

  test('a rotation period for replicas is refused', () => {
    const app = testApp();
    const replicaOf = new PlatformKeys(testStack('us-east-1', app), 'Keys');
    expect(failure({ replicaOf, rotationPeriod: Duration.days(90) }, testStack('eu-west-1', app))).toContain(
      'replicas rotate with their primaries, so give it there',
    );
  });
});
