import { Duration, Fn, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RouterConfiguration } from '../../../constructs/router-configuration/router-configuration.ts';
import { RouterFunction, type RouterFunctionProps } from '../../../constructs/router-function/router-function.ts';
import { SessionStore } from '../../../constructs/session-store/session-store.ts';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { UsageQueue } from '../../../constructs/usage-ledger/usage-queue.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

function define(props: Partial<RouterFunctionProps> = {}) {
  const stack = testStack('eu-west-1');
  const configuration = new RouterConfiguration(stack, 'Configuration', {
    config: { version: 1, models: { echo: { kind: 'echo' } } },
  });
  const ledger = new UsageLedger(stack, 'Ledger');
  const router = new RouterFunction(stack, 'Router', { configuration, ledger, ...props });
  return { stack, configuration, ledger, router };
}

const statements = (stack: Stack) =>
  Object.values(templateOf(stack).findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );

test('the environment locates configuration, ledger and secrets, and holds no secret', () => {
  const { stack, configuration, ledger } = define({ upstreamSecretNames: ['openai/api-key'] });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        ROUTER_CONFIG: stack.resolve(configuration.locator),
        USAGE_LEDGER: { 'Fn::Join': ['', ['dynamodb:', stack.resolve(ledger.table.tableName)]] },
        SECRETS: 'secretsmanager:',
        QUOTA: 'memory:',
        TELEMETRY: 'emf:LlmPlatform',
        USAGE_RETENTION_DAYS: '400',
      },
    },
  });
});

test('rows are kept for whole days, as long as the ledger says at least', () => {
  const { stack, configuration } = define();
  const ledger = new UsageLedger(stack, 'Short', { retention: Duration.hours(36) });
  new RouterFunction(stack, 'Second', { configuration, ledger });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ USAGE_RETENTION_DAYS: '2' }) },
  });
});

test('a stream may last the 15 minutes that API Gateway allows', () => {
  templateOf(define().stack).hasResourceProperties('AWS::Lambda::Function', { Timeout: 900, MemorySize: 1024 });
});

test('it may read its configuration, append to the ledger and query it, and do nothing else there', () => {
  const { stack, ledger } = define();
  const granted = statements(stack);
  expect(granted).toContainEqual(
    expect.objectContaining({ Action: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'].sort() }),
  );
  expect(granted).toContainEqual({
    Effect: 'Allow',
    Action: ['dynamodb:PutItem', 'dynamodb:Query'],
    Resource: stack.resolve(ledger.table.tableArn),
  });
  expect(JSON.stringify(granted)).not.toMatch(/dynamodb:(?!PutItem|Query|eu-west-1)/);
});

test('with a usage queue it may send rows there, and knows where', () => {
  const { stack, ledger, configuration } = define();
  const usageQueue = new UsageQueue(stack, 'UsageQueue', { ledger });
  new RouterFunction(stack, 'Second', { configuration, ledger, usageQueue });
  expect(statements(stack)).toContainEqual({
    ...{ Action: 'sqs:SendMessage', Effect: 'Allow' },
    Resource: stack.resolve(usageQueue.queue.queueArn),
  });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        USAGE_QUEUE: { 'Fn::Join': ['', ['sqs:', stack.resolve(usageQueue.queue.queueUrl)]] },
      }),
    },
  });
});

test('with a session store it may read and write rows there, and knows where', () => {
  const { stack } = define();
  const sessions = new SessionStore(stack, 'Sessions');
  const { configuration, ledger } = {
    configuration: new RouterConfiguration(stack, 'Second', { config: { version: 1, models: {} } }),
    ledger: new UsageLedger(stack, 'SecondLedger'),
  };
  new RouterFunction(stack, 'Keeping', { configuration, ledger, sessions });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ SESSIONS: { 'Fn::Join': ['', ['dynamodb:', stack.resolve(sessions.table.tableName)]] } }),
    },
  });
  expect(statements(stack)).toContainEqual({
    Effect: 'Allow',
    Action: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((action) => `dynamodb:${action}`),
    Resource: stack.resolve(sessions.table.tableArn),
  });
});

test('of all secrets it may read those named, whatever six characters Secrets Manager added', () => {
  const { stack } = define({ upstreamSecretNames: ['openai/api-key', 'mistral', 'openai/api-key'] });
  expect(statements(stack)).toContainEqual({
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: ['mistral', 'openai/api-key'].map((name) => ({
      'Fn::Join': ['', ['arn:aws:secretsmanager:eu-west-1:', { Ref: 'AWS::AccountId' }, `:secret:${name}-??????`]],
    })),
  });
});

test('without secrets it has no right to any', () => {
  expect(JSON.stringify(statements(define().stack))).not.toContain('secretsmanager:');
});

test.each([
  ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:openai-AbCdEf', 'an ARN'],
  ['*', 'a wildcard'],
  ['open?i', 'a wildcard of one character'],
  ['', 'nothing'],
])('%j is refused as the name of a secret: it is %s', (name) => {
  expect(() => define({ upstreamSecretNames: ['good', name] })).toThrow(
    `test-eu-west-1/Router: upstreamSecretNames: ${JSON.stringify(name)} is not the name of a secret; give the name, not an ARN`,
  );
});

test('a name that CloudFormation knows is left to it', () => {
  const { stack } = define({ upstreamSecretNames: [Fn.importValue('secret-name')] });
  expect(JSON.stringify(statements(stack))).toContain('"Fn::ImportValue":"secret-name"');
});

describe('Bedrock', () => {
  const invoke = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
  const bedrockStatements = (bedrockModels: RouterFunctionProps['bedrockModels'] & object) =>
    statements(define({ bedrockModels }).stack).filter(({ Action }) => String(Action).includes('bedrock'));

  test('without models it has no right to any', () => {
    expect(bedrockStatements([])).toEqual([]);
  });

  test('it may invoke the foundation models named, each in its region, and no others', () => {
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/mistral.x-v1:0';
    expect(
      bedrockStatements([
        { modelId: 'amazon.nova-lite-v1:0' },
        { modelId: 'amazon.nova-lite-v1:0' },
        { modelId: 'amazon.nova-pro-v1:0', region: 'us-east-1' },
        { modelId: arn },
      ]),
    ).toEqual([
      {
        Effect: 'Allow',
        Action: invoke,
        Resource: [
          'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
          'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
          arn,
        ],
      },
    ]);
  });

  test('what stands behind an inference profile may be invoked through the profile only', () => {
    const modelId = 'eu.amazon.nova-lite-v1:0';
    const profile = {
      'Fn::Join': ['', ['arn:aws:bedrock:eu-west-1:', { Ref: 'AWS::AccountId' }, `:inference-profile/${modelId}`]],
    };
    expect(bedrockStatements([{ modelId }])).toEqual([
      { Effect: 'Allow', Action: invoke, Resource: profile },
      {
        Effect: 'Allow',
        Action: invoke,
        Resource: 'arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
        Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
      },
    ]);
  });

  test('an application profile does not tell its model: any, but through that profile only', () => {
    const modelId = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
    expect(bedrockStatements([{ modelId }])[1]).toMatchObject({
      Resource: 'arn:aws:bedrock:*::foundation-model/*',
      Condition: { StringEquals: { 'bedrock:InferenceProfileArn': modelId } },
    });
  });

  test('what is no model is refused', () => {
    expect(() => define({ bedrockModels: [{ modelId: '*' }] })).toThrow('bedrockModels: "*" is no model of Bedrock; give an id');
  });

  test('applies exactly the guardrails that it is given', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/gr2';
    const { stack } = define({ guardrails: [{ id: 'gr1' }, { id: arn }, { id: 'gr3', region: 'us-west-2' }, { id: 'gr1' }] });
    const inAccount = (region: string, id: string) => ({
      'Fn::Join': ['', [`arn:aws:bedrock:${region}:`, { Ref: 'AWS::AccountId' }, `:guardrail/${id}`]],
    });
    expect(statements(stack).filter(({ Action }) => Action === 'bedrock:ApplyGuardrail')).toEqual([
      {
        Action: 'bedrock:ApplyGuardrail',
        Effect: 'Allow',
        Resource: [arn, inAccount('eu-west-1', 'gr1'), inAccount('us-west-2', 'gr3')],
      },
    ]);
    expect(() => define({ guardrails: [{ id: '*' }] })).toThrow('guardrails: "*" is no guardrail of Bedrock; give an id');
  });
});

test('further rights are granted to the router itself, e.g. the key of its secrets', () => {
  const { stack, router } = define();
  new Key(stack, 'Secrets').grantDecrypt(router);
  expect(statements(stack)).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: expect.anything() }));
});

test('connections open a way to an upstream inside the VPC, and say so when there is no VPC', () => {
  const { stack, configuration, ledger, router } = define();
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: false });
  const inside = new RouterFunction(stack, 'Inside', { configuration, ledger, vpc });
  const upstream = new SecurityGroup(stack, 'Upstream', { vpc });
  inside.connections.allowTo(upstream, Port.tcp(8000));
  templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
    FromPort: 8000,
    DestinationSecurityGroupId: stack.resolve(upstream.securityGroupId),
  });
  expect(() => router.connections).toThrow(/Supply the "vpc" parameter/);
});

test('metrics are those of the alias', () => {
  const { stack, router } = define();
  const metrics = [router.metricErrors(), router.metricDuration(), router.metricInvocations(), router.metricThrottles()];
  expect(metrics.map(({ metricName }) => metricName)).toEqual(['Errors', 'Duration', 'Invocations', 'Throttles']);
  expect(stack.resolve(metrics[0]?.dimensions)).toHaveProperty('Resource');
});

test('no resource of the router is open to other principals than its callers', () => {
  templateOf(define().stack).resourceCountIs('AWS::Lambda::Permission', 0);
});

test('cdk-nag finds only X-Ray, which knows no resources', () => {
  expect(nagFindings(define({ upstreamSecretNames: ['openai/api-key'] }).stack)).toEqual([
    'AwsSolutions-IAM5[Resource::*] test-eu-west-1/Router/Role/DefaultPolicy/Resource',
  ]);
});

test('its metrics are found where the function writes them', () => {
  const { stack, router } = define({ metricNamespace: 'Acme/Llm' });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ TELEMETRY: 'emf:Acme/Llm' }) },
  });
  const metrics = [
    router.metricRequests({ dimensionsMap: { Model: 'chat', Status: '503' } }),
    router.metricRequestLatency(),
    router.metricTimeToFirstToken(),
    router.metricCost(),
    router.metricQuotaRefusals(),
    router.metricBrokenAnswers(),
  ];
  expect(metrics.map(({ namespace, metricName, statistic }) => [namespace, metricName, statistic])).toEqual([
    ['Acme/Llm', 'llm_requests_total', 'Sum'],
    ['Acme/Llm', 'llm_request_latency_seconds', 'p99'],
    ['Acme/Llm', 'llm_time_to_first_token_seconds', 'p99'],
    ['Acme/Llm', 'llm_cost_total_dollars', 'Sum'],
    ['Acme/Llm', 'llm_quota_refusals_total', 'Sum'],
    ['Acme/Llm', 'llm_broken_answers_total', 'Sum'],
  ]);
});

test.each(['AWS/Lambda', '', 'my metrics', 'a'.repeat(256)])('%j is refused as a namespace of metrics', (metricNamespace) => {
  expect(() => define({ metricNamespace })).toThrow(
    `test-eu-west-1/Router: metricNamespace: ${JSON.stringify(metricNamespace)} is no namespace of your own in CloudWatch; give`,
  );
});

test('a collector of traces stands in the environment only when there is one', () => {
  const variables = (props: Partial<RouterFunctionProps>) =>
    Object.values(templateOf(define(props).stack).findResources('AWS::Lambda::Function'))[0]?.Properties.Environment.Variables;
  expect(variables({ traceCollector: 'http://localhost:4318' }).OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://localhost:4318');
  expect(variables({})).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
});

test('a share of the traces stands in the environment when it is given', () => {
  const { stack } = define({ traceCollector: 'http://localhost:4318', traceRatio: 0.1 });
  const [lambda] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function'));
  expect(lambda?.Properties.Environment.Variables.OTEL_TRACES_SAMPLER_ARG).toBe('0.1');
});

test.each([
  [{ traceRatio: 0.1 }, 'traceRatio is 0.1 and there is no traceCollector; give one, or leave it out'],
  [{ traceRatio: 2, traceCollector: 'http://localhost:4318' }, 'traceRatio is 2; give a share of the traces from 0 to 1'],
  [{ traceRatio: Number.NaN, traceCollector: 'http://localhost:4318' }, 'traceRatio is NaN; give a share'],
])('%j is refused as a share of the traces', (props, message) => {
  expect(() => define(props)).toThrow(message);
});

test.each([
  ['localhost:4318', 'traceCollector: "localhost:4318" is no http or https URL; give one such as "http://localhost:4318"'],
  ['https://ada:hunter2@otel.acme.example', 'traceCollector holds a user or password; leave it out'],
])('%j is refused as a collector of traces, and no password is shown', (traceCollector, message) => {
  expect(() => define({ traceCollector })).toThrow(message);
  expect(() => define({ traceCollector })).not.toThrow('hunter2');
});
