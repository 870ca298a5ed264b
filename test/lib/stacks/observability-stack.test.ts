import { Template } from 'aws-cdk-lib/assertions';
import { embeddedMetrics } from '../../../lambda/router/domain/telemetry/embedded-metrics.ts';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { createPlatform, type RegionalStacks } from '../../../lib/platform.ts';
import { isWatched } from '../../../lib/stacks/observability-stack.ts';
import { attempt, observation } from '../../lambda/router/support/observations.ts';
import watched from '../../platforms/watched.ts';

const HOME = 'us-east-1';
const homeGpus = watched.regions[HOME]?.gpus;
const routerBundle = { bundle: { bucket: 'artefacts', key: 'router/router-1b600f36.tar.gz', sha256: '1b600f36'.repeat(8) } };
const input: PlatformInput = {
  ...watched,
  regions: {
    [HOME]: { ...watched.regions[HOME], ...(homeGpus && { gpus: { ...homeGpus, router: routerBundle } }) },
    'ap-northeast-1': watched.regions['ap-northeast-1'] ?? {},
  },
  observability: { ...watched.observability, metrics: {} },
};
const { global, regions } = createPlatform(createApp(), platform(input));
const stacksOf = (region: RegionalStacks | undefined) => Object.values(region ?? {}).filter((stack) => stack !== undefined);
const templates = new Map(
  [global, ...Object.values(regions).flatMap(stacksOf)].map((stack) => [stack.stackName, Template.fromStack(stack)]),
);
const template = (region: string, part: string): Template => {
  const found = templates.get(`watched-${region}-${part}`);
  if (found === undefined) throw new Error(`no stack ${part} in ${region}`);
  return found;
};

interface Alarm {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: unknown;
  readonly Metrics?: readonly {
    readonly MetricStat?: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
      };
    };
  }[];
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly AlarmDescription: string;
}
const alarmsOf = (of: Template): Alarm[] =>
  Object.values(of.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties as Alarm);
const metricsOf = ({ Namespace, MetricName, Metrics = [] }: Alarm): string[] => [
  ...(MetricName ? [`${Namespace} ${MetricName}`] : []),
  ...Metrics.flatMap(({ MetricStat }) => (MetricStat ? [`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`] : [])),
];

/** Severities of the topics of the platform that are among the actions. */
const toldOf = (actions: readonly unknown[] = []): string[] =>
  actions.flatMap(
    (action) => /watched-(critical|warning)-alerts|Topics(Critical|Warning)/.exec(JSON.stringify(action))?.[0] ?? [],
  );

test('every alarm of every stack tells one of the two topics that it is on, and that it is off again, and says what it means', () => {
  for (const [name, each] of templates) {
    for (const { AlarmDescription, AlarmActions, OKActions } of alarmsOf(each)) {
      const told = toldOf(AlarmActions);
      expect([name, AlarmDescription, told.length]).toEqual([name, expect.stringMatching(/.{20}/), 1]);
      expect([AlarmDescription, toldOf(OKActions)]).toEqual([AlarmDescription, told]);
    }
  }
  expect(alarmsOf(template(HOME, 'observability')).length).toBeGreaterThan(25);
});

test('operators hear that budgets are not counted, whoever else is told of budgets', () => {
  const failing = alarmsOf(template(HOME, 'api')).filter(({ AlarmDescription }) => /counted/.test(AlarmDescription));
  expect(failing.map(({ AlarmActions }) => toldOf(AlarmActions))).toEqual([
    ['watched-warning-alerts'],
    ['watched-warning-alerts'],
  ]);
  expect(failing.map(({ AlarmActions }) => AlarmActions?.length)).toEqual([2, 2]);
});

test('what stops all requests wakes somebody: counters that fill their memory, but not answers that are kept', () => {
  const told = alarmsOf(template(HOME, 'state')).map(({ MetricName, Dimensions, Metrics, AlarmActions }) => [
    JSON.stringify([MetricName, Dimensions, Metrics]).includes('watched-counters'),
    toldOf(AlarmActions),
  ]);
  expect(told.filter(([counters]) => counters)).toHaveLength(3);
  expect(told.filter(([counters]) => !counters).length).toBeGreaterThan(0);
  for (const [counters, topics] of told)
    expect(topics).toEqual([counters ? 'watched-critical-alerts' : 'watched-warning-alerts']);
});

test('a table has metrics for what functions do with it: their rights are what is asked', () => {
  const operations = alarmsOf(template(HOME, 'observability')).flatMap(({ AlarmDescription, Metrics = [] }) => {
    const [, table] = /DynamoDB fails for the table (\w+)/.exec(AlarmDescription) ?? [];
    const asked = Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? []);
    return table ? [[table, asked.flatMap(({ Name, Value }) => (Name === 'Operation' ? [Value] : []))]] : [];
  });
  expect(Object.fromEntries(operations)).toEqual({
    ApiKeys: ['GetItem'],
    Ledger: ['PutItem', 'Query'],
    Sessions: ['PutItem', 'Query'],
    Budgets: ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'],
    Cases: ['Query', 'GetItem', 'PutItem', 'TransactWriteItems'],
  });
});

test('rules about routers are in the workspace of a region whose cluster runs them, and of no other', () => {
  const rulesOf = (of: Template) => JSON.stringify(of.findResources('AWS::APS::RuleGroupsNamespace'));
  expect(rulesOf(template(HOME, 'observability'))).toContain('LLMGatewayMetricsMissing');
  const without = createPlatform(
    createApp(),
    platform({
      ...input,
      regions: { [HOME]: watched.regions[HOME] ?? {} },
      observability: { alarms: 'off', metrics: {} },
    }),
  ).regions[HOME]?.observability;
  if (without === undefined) throw new Error('nothing watches');
  const rules = rulesOf(Template.fromStack(without));
  expect(rules).toContain('TargetDown');
  expect(rules).not.toContain('LLMGatewayMetricsMissing');
});

test('what lives outside the cluster has alarms: the API, functions, tables, queues, the firewall and Redis', () => {
  const asked = new Set([...templates.values()].flatMap(alarmsOf).flatMap(metricsOf));
  expect([...asked]).toEqual(
    expect.arrayContaining([
      ...['AWS/ApiGateway 5XXError', 'AWS/ApiGateway Latency', 'AWS/WAFV2 BlockedRequests', 'AWS/Usage ResourceCount'],
      ...['Errors', 'Throttles', 'Duration', 'IteratorAge'].map((metric) => `AWS/Lambda ${metric}`),
      ...['ReadThrottleEvents', 'WriteThrottleEvents', 'SystemErrors'].map((metric) => `AWS/DynamoDB ${metric}`),
      ...['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'].map((metric) => `AWS/SQS ${metric}`),
      ...['DatabaseMemoryUsagePercentage', 'Evictions', 'ReplicationLag'].map((metric) => `AWS/ElastiCache ${metric}`),
    ]),
  );
});

test('alarms on the router’s own metrics ask for names that it really emits', () => {
  const [namespace] = [...JSON.stringify(template(HOME, 'api').toJSON()).matchAll(/"TELEMETRY":"emf:([^"]*)"/g)].map(
    ([, name]) => name,
  );
  expect(namespace).toBe('LlmPlatform/watched');
  const broken = attempt({ partial: true, outcome: 'broken', failure: 'broken: it ended' });
  const told = [observation({ costMicroDollars: 5 }), observation({ attempts: [broken] })].flatMap(
    (request) => embeddedMetrics('LlmPlatform/watched', request)?._aws.CloudWatchMetrics ?? [],
  );
  const emitted = new Set(told.flatMap(({ Namespace, Metrics }) => Metrics.map(({ Name }) => `${Namespace} ${Name}`)));
  const asked = alarmsOf(template(HOME, 'observability'))
    .flatMap(metricsOf)
    .filter((metric) => /^LlmPlatform\S* llm_/.test(metric));
  expect(asked).toHaveLength(6);
  expect(asked.filter((metric) => !emitted.has(metric))).toEqual([]);
});

test('no metric of a region has two alarms', () => {
  const home = [...templates].flatMap(([name, each]) => (name.includes(HOME) ? alarmsOf(each) : []));
  const asked = home.map(({ Namespace, MetricName, Dimensions, Metrics }) =>
    JSON.stringify([Namespace, MetricName, Dimensions, Metrics?.map(({ MetricStat }) => MetricStat?.Metric)]),
  );
  expect(home.length).toBeGreaterThan(30);
  expect(asked.filter((each, index) => asked.indexOf(each) < index)).toEqual([]);
});

test('every band has a detector of its metric', () => {
  const home = template(HOME, 'observability');
  const detected = Object.values(home.findResources('AWS::CloudWatch::AnomalyDetector')).map(
    ({ Properties }) => Properties.SingleMetricAnomalyDetector.MetricName,
  );
  const bands = alarmsOf(home).filter((alarm) => JSON.stringify(alarm).includes('ANOMALY_DETECTION_BAND'));
  expect(
    bands
      .flatMap(metricsOf)
      .map((metric) => metric.split(' ')[1])
      .sort(),
  ).toEqual([...detected].sort());
  expect(detected.sort()).toEqual(['5XXError', 'llm_cost_total_dollars', 'llm_request_latency_seconds']);
});

test('the dashboard has a graph of every alarm of its stack', () => {
  for (const region of Object.keys(regions)) {
    const of = template(region, 'observability');
    const [{ Properties } = { Properties: {} }] = Object.values(of.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(Properties.DashboardBody);
    expect(body.match(/\\"type\\":\\"metric\\"/g)).toHaveLength(alarmsOf(of).length);
    expect(Properties.DashboardName).toBe(`watched-${region}`);
  }
});

test('every log group of the whole platform has a key and an end', () => {
  const groups = [...templates].flatMap(([stack, each]) =>
    Object.entries(each.findResources('AWS::Logs::LogGroup')).map(([id, { Properties }]) => ({
      id: `${stack} ${id}`,
      ...Properties,
    })),
  );
  expect(groups.length).toBeGreaterThan(10);
  expect(groups.filter(({ KmsKeyId, RetentionInDays }) => KmsKeyId === undefined || RetentionInDays === undefined)).toEqual([]);
});

test('Grafana is in the primary region, metrics where a cluster is, and the collector of traces may write to X-Ray', () => {
  const counts = (type: string) =>
    Object.keys(regions).map((region) => Object.keys(template(region, 'observability').findResources(type)).length);
  expect(Object.keys(regions)).toEqual([HOME, 'ap-northeast-1']);
  expect(counts('AWS::Grafana::Workspace')).toEqual([1, 0]);
  expect(counts('AWS::APS::Scraper')).toEqual([1, 0]);
  expect(JSON.stringify(template(HOME, 'observability').findResources('AWS::IAM::Policy'))).toContain('xray:PutTraceSegments');
  const namespaces = Object.values(template(HOME, 'gpu').findResources('AWS::EKS::PodIdentityAssociation')).map(
    ({ Properties }) => Properties.Namespace,
  );
  expect(namespaces).toContain('tracing');
});

test('routers send traces where the configuration says', () => {
  const [router] = Object.values(template(HOME, 'api').findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.Environment?.Variables.QUOTA !== undefined,
  );
  expect(router?.Properties.Environment.Variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com',
    OTEL_TRACES_SAMPLER_ARG: '0.2',
  });
});

test('nothing is watched where the configuration says so, and nobody waits for the stack that watches', () => {
  const off = createPlatform(
    createApp(),
    platform({ ...input, regions: { [HOME]: {} }, models: { echo: { echo: {} } }, observability: { alarms: 'off' } }),
  );
  expect(off.regions[HOME]?.observability).toBeUndefined();
  const metricsOnly = platform({ ...input, observability: { alarms: 'off', metrics: {} } });
  expect(Object.keys(regions).map((region) => isWatched(metricsOnly, region))).toEqual([true, false]);
  const { observability, ...others } = regions[HOME] ?? {};
  for (const stack of Object.values(others)) expect(stack.dependencies).not.toContain(observability);
});

test('the log groups that people search go to OpenSearch, each under its name', () => {
  const home = template(HOME, 'observability');
  const filters = Object.values(home.findResources('AWS::Logs::SubscriptionFilter')).map(({ Properties }) => Properties);
  expect(filters.map(({ FilterName }) => FilterName).sort()).toEqual([
    'api',
    'authorizer',
    'budget-alert',
    'firewall',
    'review',
    'router',
    'usage-writer',
  ]);
  home.hasResourceProperties('AWS::OpenSearchServerless::Collection', { Name: 'watched-logs' });
  expect(alarmsOf(home).flatMap(metricsOf)).toContain('AWS/Lambda AsyncEventAge');
});

test('a region is watched for its search alone, which the alarms need not join', () => {
  const { observability: all } = platform(input);
  const only = { ...platform(input), observability: { ...all, alarms: false } };
  expect(isWatched(only, 'ap-northeast-1')).toBe(true);
});
