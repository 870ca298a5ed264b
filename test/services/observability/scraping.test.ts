import { parse } from 'yaml';
import { managedAlertManager } from '../../../services/observability/alerting/managed-alert-manager.ts';
import { METRIC_SOURCES } from '../../../services/observability/metrics/catalogue.ts';
import { SCRAPE_JOBS } from '../../../services/observability/scraping/jobs.ts';
import { collectorScrapePolicy } from '../../../services/observability/scraping/network-policy.ts';
import { scrapeConfig } from '../../../services/observability/scraping/scrape-config.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import { everything } from '../serving/support/servings.ts';

interface Job {
  readonly job_name: string;
  readonly relabel_configs: readonly { readonly source_labels: readonly string[]; readonly regex?: string }[];
}

const text = scrapeConfig({ cluster: 'acme', region: 'eu-west-1' });
const config = parse(text) as { readonly global: unknown; readonly scrape_configs: readonly Job[] };

test('each kind of target that the catalogue knows has a job, and each job a name of its own', () => {
  expect(METRIC_SOURCES.length).toBeGreaterThan(6);
  expect(SCRAPE_JOBS.map(({ name }) => name).sort()).toEqual(
    ['dcgm-exporter', 'kube-state-metrics', 'llm-platform', 'qdrant', 'ray', 'redis', 'triton', 'vllm'].sort(),
  );
});

test('series tell clusters and regions apart, and the same cluster gives the same bytes', () => {
  expect(config.global).toMatchObject({ external_labels: { cluster: 'acme', region: 'eu-west-1' } });
  expect(scrapeConfig({ cluster: 'acme', region: 'eu-west-1' })).toBe(text);
});

test('a job keeps pods by names of labels as Prometheus writes them', () => {
  const sources = config.scrape_configs.flatMap(({ relabel_configs }) =>
    relabel_configs.flatMap(({ source_labels }) => source_labels),
  );
  expect(sources).toContain('__meta_kubernetes_pod_label_app_kubernetes_io_component');
  expect(sources.filter((label) => !/^__meta_kubernetes_[a-z0-9_]+$/.test(label))).toEqual([]);
});

test('labels of kube-state-metrics win over those of its pod', () => {
  const honouring = config.scrape_configs.filter((job) => 'honor_labels' in job).map(({ job_name }) => job_name);
  expect(honouring).toEqual(['kube-state-metrics']);
});

test('every model has a port that its job knows, and from the subnets of the collector the way to it is open', () => {
  const policy = JSON.stringify(collectorScrapePolicy(everything, ['10.10.0.0/18']).spec);
  const deployments = servingManifests(everything).filter(({ kind }) => kind === 'Deployment');
  expect(deployments.length).toBeGreaterThan(0);
  for (const { metadata, spec } of deployments) {
    const job = SCRAPE_JOBS.find(({ labels }) =>
      labels['app.kubernetes.io/name']?.includes(metadata.labels?.['app.kubernetes.io/name'] ?? ''),
    );
    const text = JSON.stringify(spec);
    const open = [...text.matchAll(/"containerPort":(\d+),"name":"(\w+)"|"name":"(\w+)","containerPort":(\d+)/g)].flatMap(
      ([, before, first, second, after]) => (job?.ports.includes(first ?? second ?? '') ? [before ?? after] : []),
    );
    expect([metadata.name, open.length]).toEqual([metadata.name, 1]);
    expect(policy).toContain(`"port":${open[0]}`);
  }
});

test('the alert manager of a managed workspace tells topics alone, by ARNs that may be known later', () => {
  const definition = managedAlertManager({
    critical: '<token of critical>',
    warning: '<token of warning>',
    region: 'token-of-region',
  });
  const { receivers } = parse((parse(definition) as { alertmanager_config: string }).alertmanager_config) as {
    receivers: { name: string; sns_configs: { topic_arn: string; sigv4: { region: string } }[] }[];
  };
  expect(receivers.map((receiver) => Object.keys(receiver))).toEqual([
    ['name', 'sns_configs'],
    ['name', 'sns_configs'],
  ]);
  expect(receivers.flatMap(({ sns_configs }) => sns_configs.map(({ topic_arn, sigv4 }) => [topic_arn, sigv4.region]))).toEqual([
    ['<token of critical>', 'token-of-region'],
    ['<token of warning>', 'token-of-region'],
  ]);
});
