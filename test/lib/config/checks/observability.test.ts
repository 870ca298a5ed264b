import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import watched from '../../../platforms/watched.ts';
import { input, linesOf } from '../support.ts';

type Observability = NonNullable<PlatformInput['observability']>;

const IMAGE = `registry.example.com/otel@sha256:${'0'.repeat(64)}`;
const WORKSPACE = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0123';
const lines = (observability: Observability): string[] => linesOf(input({ observability }));

test('without a word there are alarms and nothing else', () => {
  expect(platform(input()).observability).toEqual({ alarms: true, onCall: { emails: [] } });
});

test('defaults are filled in', () => {
  const { metrics, inCluster, dashboards, traces } = platform({
    ...watched,
    observability: {
      metrics: {},
      inCluster: {},
      dashboards: {},
      traces: { endpoint: 'https://otel.example.com/', collector: { image: IMAGE } },
    },
  }).observability;
  expect(metrics).toEqual({ retentionDays: 150, workspaces: {} });
  expect(inCluster).toEqual({ retentionDays: 15, storageGib: 100 });
  expect(dashboards).toEqual({});
  expect(traces).toEqual({
    endpoint: 'https://otel.example.com',
    collector: { image: IMAGE, sampling: { percent: 10, slowSeconds: 10 } },
  });
});

test('links to runbooks end in a slash, whatever was written', () => {
  for (const runbooks of ['https://wiki.example.com/r', 'https://wiki.example.com/r/']) {
    expect(platform(input({ observability: { runbooks } })).observability.runbooks).toBe('https://wiki.example.com/r/');
  }
});

test.each<[Observability, string]>([
  [
    { alarms: 'off', onCall: { emails: ['ops@example.com'] } },
    'onCall: would hear of nothing, for alarms is off and there are no metrics; leave it out',
  ],
  [{ metrics: {} }, 'metrics: is for clusters, and no region has one; give a region gpus, or leave it out'],
  [{ inCluster: {} }, 'inCluster: is for clusters, and no region has one; give a region gpus, or leave it out'],
  [
    { prometheusUrl: 'http://prometheus.monitoring.svc:9090' },
    'prometheusUrl: is for clusters, and no region has one; give a region gpus, or leave it out',
  ],
  [
    { prometheusUrl: 'http://10.0.0.5:9090' },
    "prometheusUrl: 'http://10.0.0.5:9090' is not the URL of a service in the cluster; use one such as http://prometheus.monitoring.svc:9090",
  ],
  [
    { traces: { collector: { image: IMAGE } } },
    'traces.collector: is for clusters, and no region has one; give a region gpus, or leave it out',
  ],
  [{ traces: {} }, 'traces: says nothing; give it an endpoint or a collector, or leave it out'],
  [
    { traces: { sampledPercent: 10 } },
    'traces.sampledPercent: 10 has nothing to apply to: router functions send no traces; add an endpoint, or leave it out',
  ],
  [
    { dashboards: { reachableFrom: {} } },
    'dashboards.reachableFrom: names no place, so nobody could reach Grafana; name prefixLists or vpcEndpoints, or leave it out',
  ],
  [
    { traces: { endpoint: 'http://10.0.0.5:4318' } },
    "traces.endpoint: 'http://10.0.0.5:4318' is not an https URL; use one such as https://otel.example.com, without credentials",
  ],
  [
    { onCall: { slack: { workspaceId: 'acme', channelId: 'C07EZ1ABC23' } } },
    "onCall.slack.workspaceId: 'acme' is not an id of Slack; use the id in its link, e.g. T07EA123LEP",
  ],
])('%j is refused with a sentence that says the fix', (observability, line) => {
  expect(lines(observability)).toEqual([`observability.${line}`]);
});

test('a collector of traces is named by digest, never by tag', () => {
  const traces = { collector: { image: 'public.ecr.aws/aws-observability/aws-otel-collector:latest' } };
  expect(linesOf({ ...watched, observability: { traces } })).toEqual([
    expect.stringMatching(/^observability\.traces\.collector\.image: '.*:latest' is not an image by digest; use one such as /),
  ]);
});

test.each<[Observability, string]>([
  [
    { inCluster: { alerts: { pager: 'pagerduty' } } },
    'inCluster.alerts: tells nobody of what is not critical; add chat or webhook, or leave alerts out',
  ],
  [
    { inCluster: { alerts: { chat: '#llm', webhook: 'https://alerts.example.com/in' } } },
    "inCluster.alerts.webhook: 'https://alerts.example.com/in' is beside a chat; leave one of them out",
  ],
  [
    { inCluster: { alerts: { chat: 'llm platform' } } },
    "inCluster.alerts.chat: 'llm platform' is not the name of a channel; use one such as #llm-platform",
  ],
  [{ inCluster: { storageGib: 5 } }, 'inCluster.storageGib: 5 is not a whole number from 10 to 16384; use a number such as 100'],
  [
    { inCluster: {}, prometheusUrl: 'http://prometheus.monitoring.svc:9090' },
    "prometheusUrl: 'http://prometheus.monitoring.svc:9090' is beside the Prometheus of inCluster; leave one of them out",
  ],
])('%j beside clusters is refused with a sentence that says the fix', (observability, line) => {
  expect(linesOf({ ...watched, observability })).toEqual([`observability.${line}`]);
});

test('KEDA asks the Prometheus in the cluster, or the one that is named, whose namespace is let in to what it scrapes', () => {
  const asked = (observability: Observability) =>
    platform({ ...watched, observability }).regions['us-east-1']?.serving?.monitoring;
  expect(asked({ inCluster: {} })).toEqual({ namespace: 'monitoring', prometheusUrl: 'http://prometheus.monitoring.svc:9090' });
  const prometheusUrl = 'http://prometheus-server.metrics.svc.cluster.local:80';
  expect(asked({ prometheusUrl })).toEqual({ namespace: 'metrics', prometheusUrl });
});

test('a model that is scaled by requests in flight needs a Prometheus; one that is scaled by CPU, or not at all, does not', () => {
  const { served } = watched.models['llama-70b'] ?? {};
  if (served === undefined) throw new Error('no model');
  const problems = (scale: NonNullable<typeof served>['scale'], observability: Observability) =>
    linesOf({
      ...watched,
      models: { ...watched.models, 'llama-70b': { served: { ...served, ...(scale && { scale }) } } },
      observability,
    });
  const line =
    'models.llama-70b.served.scale: is by requests in flight, which KEDA asks a Prometheus in the cluster for, and there is none; add observability.inCluster: {}, name yours in observability.prometheusUrl, or scale by cpuPercent';
  expect(problems({ min: 1, max: 1 }, { metrics: {} })).toEqual([line]);
  expect(problems({ min: 1, max: 1 }, { inCluster: {} })).toEqual([]);
  expect(problems({ min: 1, max: 1 }, { prometheusUrl: 'http://prometheus.monitoring.svc:9090' })).toEqual([]);
  expect(problems({ min: 1, max: 1, cpuPercent: 70 }, {})).toEqual([]);
  expect(problems({ replicas: 1 }, {})).toEqual([]);
});

test('the URL of a pager is a secret and stands in no configuration', () => {
  const [line = ''] = lines({ onCall: { pager: 'https://events.example.com/integration/0123456789abcdef' as never } });
  expect(line).toMatch(/^observability\.onCall\.pager: .*use secret\('on-call\/pager-url'\)/);
  expect(line).not.toContain('0123456789abcdef');
});

test('a workspace that exists is one of the region, and of a region with GPUs', () => {
  const workspaces = (of: Record<string, string>) => linesOf({ ...watched, observability: { metrics: { workspaces: of } } });
  expect(workspaces({ 'us-east-1': WORKSPACE })).toEqual([]);
  expect(workspaces({ 'eu-west-1': WORKSPACE })).toEqual([
    `observability.metrics.workspaces.eu-west-1: '${WORKSPACE}' is in another region than eu-west-1; give a workspace of eu-west-1`,
  ]);
  expect(workspaces({ 'ap-northeast-1': WORKSPACE })).toEqual([
    'observability.metrics.workspaces.ap-northeast-1: is for a region with gpus; those are us-east-1, eu-west-1',
  ]);
});

const SEARCH = { readers: ['arn:aws:iam::111122223333:role/on-call'], readersFrom: ['10.0.0.0/8'] };
const searched = (regions: PlatformInput['regions'], logSearch = SEARCH) =>
  linesOf(input({ regions, observability: { logSearch } }));

test('lines are found for thirty days when nothing else is said', () => {
  const { logSearch } = platform(
    input({ regions: { 'us-east-1': { cidr: '10.10.0.0/16' } }, observability: { logSearch: SEARCH } }),
  ).observability;
  expect(logSearch).toEqual({ ...SEARCH, retentionDays: 30 });
});

test('a search in logs needs a network in every region, with its endpoint free', () => {
  expect(searched({ 'us-east-1': {} })).toEqual([
    'observability.logSearch: needs a network in us-east-1, and the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists, or leave logSearch out',
  ]);
  expect(searched({ 'us-east-1': { cidr: '10.10.0.0/16', vectors: { engine: 'opensearch-serverless' } } })).toEqual([
    'observability.logSearch: needs the endpoint of OpenSearch Serverless in us-east-1, which its vectors have; choose another engine for them',
  ]);
});

test.each([
  [{ retentionDays: 0 }, 'retentionDays: 0 is not a whole number from 1 to 3650; use a number such as 30'],
  [
    { readers: ['alice'] },
    "readers[0]: 'alice' is not the ARN of a role; use one such as arn:aws:iam::111122223333:role/on-call",
  ],
  [
    { readersFrom: ['0.0.0.0/0'] },
    "readersFrom[0]: '0.0.0.0/0' is not an IPv4 block of /8 or smaller; use one such as 10.10.0.0/16",
  ],
])('says what is wrong with a search in logs: %j', (wrong, line) => {
  expect(searched({ 'us-east-1': { cidr: '10.10.0.0/16' } }, { ...SEARCH, ...wrong })).toEqual([
    `observability.logSearch.${line}`,
  ]);
});
