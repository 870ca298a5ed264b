import { Stack, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { WebAcl, type WebAclProps, WebAclScope } from '../../../constructs/web-acl/web-acl.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const BLOCK = { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'blocked' } } };
const COUNT = { Count: {} };

function api(stack: Stack): RestApi {
  const rest = new RestApi(stack, 'Api', { cloudWatchRole: false });
  rest.root.addMethod('GET', new MockIntegration());
  return rest;
}

describe('a web ACL with defaults', () => {
  const stack = testStack();
  const acl = new WebAcl(stack, 'Acl');
  const template = templateOf(stack);
  const properties = Object.values(template.findResources('AWS::WAFv2::WebACL'))[0]?.Properties;

  /** By rule name: what a managed group does on a match. */
  const actions = (group: string): Record<string, unknown> => {
    const rule = properties.Rules.find(({ Name }: { Name: string }) => Name === group);
    const overrides: { Name: string; ActionToUse: unknown }[] = rule.Statement.ManagedRuleGroupStatement.RuleActionOverrides;
    return Object.fromEntries(overrides.map(({ Name, ActionToUse }) => [Name, ActionToUse]));
  };

  test('lets through what no rule stops, and asks the rate rules first', () => {
    expect(properties).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    expect(properties.Rules.map(({ Name, Priority }: { Name: string; Priority: number }) => [Priority, Name])).toEqual([
      [0, 'RequestsPerAddress'],
      [1, 'RequestsPerCredential'],
      [2, 'AWSManagedRulesAmazonIpReputationList'],
      [3, 'AWSManagedRulesAnonymousIpList'],
      [4, 'AWSManagedRulesCommonRuleSet'],
      [5, 'AWSManagedRulesKnownBadInputsRuleSet'],
    ]);
  });

  test('answers 429 in OpenAI’s shape above 2000 requests of an address or 15000 of a credential in five minutes', () => {
    const action = {
      Block: {
        CustomResponse: {
          ResponseCode: 429,
          CustomResponseBodyKey: 'throttled',
          ResponseHeaders: [{ Name: 'retry-after', Value: '30' }],
        },
      },
    };
    expect(properties.Rules[0]).toMatchObject({
      Action: action,
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2000, EvaluationWindowSec: 300 } },
    });
    expect(properties.Rules[1]).toMatchObject({
      Action: action,
      Statement: {
        RateBasedStatement: {
          AggregateKeyType: 'CUSTOM_KEYS',
          CustomKeys: [{ Header: { Name: 'authorization', TextTransformations: [{ Priority: 0, Type: 'NONE' }] } }],
          Limit: 15_000,
          EvaluationWindowSec: 300,
        },
      },
    });
  });

  test('answers in bodies that OpenAI’s clients can read', () => {
    const bodies: Record<string, { ContentType: string; Content: string }> = properties.CustomResponseBodies;
    expect(Object.keys(bodies)).toEqual(['blocked', 'throttled']);
    for (const { ContentType, Content } of Object.values(bodies)) {
      expect(ContentType).toBe('APPLICATION_JSON');
      expect(JSON.parse(Content)).toEqual({
        error: { message: expect.any(String), type: expect.any(String), param: null, code: expect.any(String) },
      });
    }
  });

  test.each(['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'])(
    '%s counts what it finds in a prompt and blocks what it finds elsewhere',
    (group) => {
      const found = Object.entries(actions(group));
      expect(found.length).toBeGreaterThan(10);
      for (const [rule, action] of found) expect([rule, action]).toEqual([rule, rule.endsWith('_BODY') ? COUNT : BLOCK]);
    },
  );

  test('blocks addresses of bad repute, and counts anonymous ones, where most clients of an API are', () => {
    expect(actions('AWSManagedRulesAmazonIpReputationList')).toEqual({
      AWSManagedIPReputationList: BLOCK,
      AWSManagedReconnaissanceList: BLOCK,
      AWSManagedIPDDoSList: COUNT,
    });
    expect(actions('AWSManagedRulesAnonymousIpList')).toEqual({ AnonymousIPList: COUNT, HostingProviderIPList: COUNT });
  });

  test('logs to an encrypted group without credentials', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: Match.stringLikeRegexp('^aws-waf-logs-'),
      RetentionInDays: 365,
      KmsKeyId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: ['authorization', 'x-api-key', 'cookie'].map((Name) => ({ SingleHeader: { Name } })),
      LogDestinationConfigs: [
        { 'Fn::Join': ['', Match.arrayWith([':log-group:', { Ref: Match.stringLikeRegexp('^AclLogs') }])] },
      ],
    });
  });

  test('keeps credentials and prompts out of rule details too, and takes no samples', () => {
    expect(properties.DataProtectionConfig.DataProtections).toEqual([
      {
        Action: 'SUBSTITUTION',
        Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'x-api-key', 'cookie'] },
        ExcludeRateBasedDetails: false,
        ExcludeRuleMatchDetails: false,
      },
      { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' }, ExcludeRateBasedDetails: false, ExcludeRuleMatchDetails: false },
    ]);
    const visibilities = [properties, ...properties.Rules].map(({ VisibilityConfig }) => VisibilityConfig);
    for (const visibility of visibilities) {
      expect(visibility).toMatchObject({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false });
    }
  });

  test('names its metrics as WAF does', () => {
    const blocked = acl.metricBlockedRequests();
    expect(blocked).toMatchObject({ namespace: 'AWS/WAFV2', metricName: 'BlockedRequests', statistic: 'Sum' });
    expect(blocked.dimensions).toEqual({ WebACL: properties.VisibilityConfig.MetricName, Rule: 'ALL', Region: 'us-east-1' });
    expect(acl.metricCountedRequests({ statistic: 'Average' })).toMatchObject({
      metricName: 'CountedRequests',
      statistic: 'Average',
    });
  });

  test('has no AwsSolutions finding, no IAM policy over every resource, and keeps its log', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
    expect(unretained(template)).toEqual([]);
  });
});

describe('associated with an API stage', () => {
  test('of its own stack, it satisfies the rule that stages have a web ACL', () => {
    const stack = testStack();
    const stage = api(stack).deploymentStage;
    expect(nagFindings(stack).filter((finding) => finding.startsWith('AwsSolutions-APIG3'))).toHaveLength(1);
    new WebAcl(stack, 'Acl').associate(stage);
    expect(nagFindings(stack).filter((finding) => finding.startsWith('AwsSolutions-APIG3'))).toEqual([]);
    templateOf(stack).hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Acl'), 'Arn'] },
      ResourceArn: {
        'Fn::Join': [
          '',
          [
            'arn:aws:apigateway:us-east-1::/restapis/',
            { Ref: Match.stringLikeRegexp('^Api') },
            '/stages/',
            { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') },
          ],
        ],
      },
    });
  });

  test('of another stack, it is the API that depends on the ACL', () => {
    const app = testApp();
    const shared = new Stack(app, 'Shared', { env: { region: 'us-east-1' } });
    const consumer = testStack('us-east-1', app);
    new WebAcl(shared, 'Acl').associate(api(consumer).deploymentStage);
    templateOf(consumer).resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    expect(consumer.dependencies).toEqual([shared]);
  });

  test('an ACL that exists is used by its ARN', () => {
    const stack = testStack();
    const arn = 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/house/1';
    WebAcl.fromWebAclArn(stack, 'Acl', arn).associate(api(stack).deploymentStage);
    templateOf(stack).hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: arn });
  });

  test('an ACL for CloudFront, ours or imported, is refused', () => {
    const stack = testStack();
    const stage = api(stack).deploymentStage;
    const own = new WebAcl(stack, 'Own', { scope: WebAclScope.CLOUDFRONT });
    const imported = WebAcl.fromWebAclArn(stack, 'Imported', 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1');
    for (const acl of [own, imported]) {
      expect(() => acl.associate(stage)).toThrow('give its webAclArn to a distribution as webAclId, or use WebAclScope.REGIONAL');
    }
  });
});

test('for CloudFront, metrics have no region', () => {
  const stack = testStack();
  const acl = new WebAcl(stack, 'Acl', { scope: WebAclScope.CLOUDFRONT });
  templateOf(stack).hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
  expect(Object.keys(acl.metricBlockedRequests().dimensions ?? {})).toEqual(['WebACL', 'Rule']);
});

test('limits, key and retention can be chosen', () => {
  const stack = testStack();
  const logsKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/mine');
  new WebAcl(stack, 'Acl', {
    requestsPerAddress: 10,
    requestsPerCredential: 600,
    logsKey,
    logRetention: RetentionDays.ONE_MONTH,
  });
  const template = templateOf(stack);
  template.hasResourceProperties('AWS::WAFv2::WebACL', {
    Rules: Match.arrayWith([
      Match.objectLike({ Statement: { RateBasedStatement: Match.objectLike({ Limit: 10 }) } }),
      Match.objectLike({ Statement: { RateBasedStatement: Match.objectLike({ Limit: 600 }) } }),
    ]),
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: logsKey.keyArn, RetentionInDays: 30 });
  template.resourceCountIs('AWS::KMS::Key', 0);
});

describe('mistakes', () => {
  test.each<[string, string, WebAclProps, string]>([
    [
      'a limit below what WAF takes',
      'us-east-1',
      { requestsPerAddress: 9 },
      'requestsPerAddress is 9; WAF takes a whole number from 10 to 2000000000',
    ],
    ['a limit that is no number', 'us-east-1', { requestsPerCredential: Number.NaN }, 'requestsPerCredential is NaN'],
    [
      'CloudFront outside us-east-1',
      'eu-west-1',
      { scope: WebAclScope.CLOUDFRONT },
      'scope is CLOUDFRONT, but the stack is in eu-west-1',
    ],
  ])('%s', (_name, region, props, expected) => {
    expect(() => new WebAcl(testStack(region), 'Acl', props)).toThrow(expected);
  });

  test('are not sought in tokens', () => {
    const stack = testStack();
    new WebAcl(stack, 'Acl', { requestsPerAddress: Token.asNumber({ Ref: 'Limit' }) });
    expect(() => templateOf(stack)).not.toThrow();
  });
});
