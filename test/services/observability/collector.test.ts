import type { Manifest } from '../../../services/manifests/manifest.ts';
import { podsOf } from '../../../services/manifests/pods.ts';
import { collectorConfig } from '../../../services/observability/collector/collector-config.ts';
import { collectorManifests } from '../../../services/observability/collector/manifests.ts';
import type { TraceCollector } from '../../../services/observability/collector/trace-collector.ts';
import { DASHBOARDS } from '../../../services/observability/dashboards/all.ts';
import { dashboardConfigMaps } from '../../../services/observability/grafana/config-maps.ts';
import { collectorScrapePolicy } from '../../../services/observability/scraping/network-policy.ts';
import { everything } from '../serving/support/servings.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';
import { collector } from './support/collector.ts';

const manifests = collectorManifests(collector);
const one = (kind: string, name?: string): Manifest => {
  const found = manifests.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};

const withSchemas = whenThere.run ? describe : describe.skip;

withSchemas(`the strict schemas${whenThere.named}`, () => {
  test.each(['1.35', '1.36'])('of Kubernetes %s accept every manifest', (kubernetes) => {
    const validate = strictValidator(kubernetes);
    const all = [
      ...collectorManifests({ ...collector, kubernetesVersion: kubernetes }),
      ...dashboardConfigMaps(DASHBOARDS, 'monitoring'),
      collectorScrapePolicy(everything, ['10.10.0.0/18']),
    ];
    expect(all.flatMap((manifest) => validate(manifest).map((problem) => `${manifest.kind}: ${problem}`))).toEqual([]);
  });
});

test('the collector keeps what failed and what was slow, and a share of the rest', () => {
  const { policies } = collectorConfig(collector).processors.tail_sampling;
  expect(policies).toMatchObject([
    { type: 'status_code', status_code: { status_codes: ['ERROR'] } },
    { type: 'latency', latency: { threshold_ms: 20_000 } },
    { type: 'probabilistic', probabilistic: { sampling_percentage: 5 } },
  ]);
});

test('memory is limited before anything else sees a span, and no span is written to a log', () => {
  const { exporters, service } = collectorConfig(collector);
  expect(service.pipelines.traces.processors[0]).toBe('memory_limiter');
  expect(Object.keys(exporters)).toEqual(['awsxray']);
});

test('it is reached by routers and named senders alone, on the one port that they speak to', () => {
  const spec = (name: string) => one('NetworkPolicy', name).spec;
  expect(spec('deny-all')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  expect(spec('allow-routers')).toMatchObject({
    ingress: [
      {
        from: [
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'router' } } },
          { ipBlock: { cidr: '10.10.0.0/18' } },
        ],
        ports: [{ port: 4318, protocol: 'TCP' }],
      },
    ],
  });
  expect(JSON.stringify(spec('allow-out'))).toContain('"except":["169.254.169.254/32"]');
});

test('pods begin anew when their configuration changes, and not otherwise', () => {
  const annotations = (sampling: TraceCollector['sampling']) =>
    collectorManifests({ ...collector, sampling }).flatMap(({ kind, spec }) =>
      kind === 'Deployment' ? JSON.stringify((spec as { template: { metadata: unknown } }).template.metadata) : [],
    );
  expect(annotations(collector.sampling)).toEqual(annotations({ ...collector.sampling }));
  expect(annotations(collector.sampling)).not.toEqual(annotations({ percent: 6, slowSeconds: 20 }));
});

test('an image without a digest is refused', () => {
  expect(() => collectorManifests({ ...collector, image: 'otel:latest' })).toThrow(
    /The collector of eu-west-1 cannot run:\n- .*otel:latest/,
  );
  expect(podsOf(one('Deployment')).map(({ spec }) => spec.containers?.length)).toEqual([1]);
});

test('each dashboard is an object that Kubernetes takes: below a mebibyte, and marked for the sidecar of Grafana', () => {
  for (const { data, metadata } of dashboardConfigMaps(DASHBOARDS, 'monitoring')) {
    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(2 ** 20);
    expect(metadata).toMatchObject({ namespace: 'monitoring', labels: { grafana_dashboard: '1' } });
    for (const json of Object.values(data as Record<string, string>)) expect(JSON.parse(json)).toHaveProperty('uid');
  }
});
