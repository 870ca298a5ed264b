import { parse } from 'yaml';
import type { Manifest } from '../../../services/manifests/manifest.ts';
import { manifestFiles } from '../../../services/manifests/manifest-files.ts';
import { containersOf, podsOf } from '../../../services/manifests/pods.ts';
import { DASHBOARDS } from '../../../services/observability/dashboards/all.ts';
import type { InCluster } from '../../../services/observability/in-cluster/in-cluster.ts';
import { inClusterManifests } from '../../../services/observability/in-cluster/manifests.ts';
import { ruleGroups } from '../../../services/observability/rules/groups.ts';
import { SCRAPE_JOBS } from '../../../services/observability/scraping/jobs.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';
import { inCluster } from './support/in-cluster.ts';

const manifests = inClusterManifests(inCluster);
const { alerts: _, ...quiet } = inCluster;
const find = (kind: string, name: string, among = manifests): Manifest => {
  const found = among.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
};
const specOf = (kind: string, name: string, among = manifests) => find(kind, name, among).spec as Record<string, unknown>;
const dataOf = (name: string, among = manifests) => find('ConfigMap', name, among).data as Readonly<Record<string, string>>;
const podOf = (name: string, among = manifests) => {
  const [pod] = among.filter(({ metadata }) => metadata.name === name).flatMap(podsOf);
  return pod?.spec as unknown as Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] };
};
const argumentsOf = (name: string) => podOf(name).containers[0]?.args as readonly string[];
const rulesOf = (of: InCluster) => Object.keys(dataOf('prometheus-rules', inClusterManifests(of)));

(whenThere.run ? test.each(['1.35', '1.36']) : test.skip.each(['1.35', '1.36']))(
  `a strict server of Kubernetes %s takes every object${whenThere.named}`,
  (kubernetesVersion) => {
    const problems = strictValidator(kubernetesVersion);
    const all = inClusterManifests({ ...inCluster, kubernetesVersion });
    expect(all.flatMap((manifest) => problems(manifest).map((problem) => `${manifest.metadata.name}: ${problem}`))).toEqual([]);
  },
);

test('the same facts give the same bytes, and no object is of an operator or holds a secret', () => {
  expect([...manifestFiles(inClusterManifests({ ...inCluster }))]).toEqual([...manifestFiles(manifests)]);
  expect(manifests.filter(({ kind, apiVersion }) => kind === 'Secret' || apiVersion.includes('coreos'))).toEqual([]);
});

test('every container runs an image by digest, has limits and is asked how it is', () => {
  const containers = manifests.flatMap(podsOf).flatMap(({ spec }) => containersOf(spec));
  expect(containers.map(({ name }) => name)).toEqual(['prometheus', 'alertmanager', 'grafana']);
  for (const { image, resources, readinessProbe, livenessProbe } of containers) {
    expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(resources?.limits?.memory).toEqual(resources?.requests?.memory);
    expect([readinessProbe, livenessProbe]).not.toContain(undefined);
  }
  const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
  expect(budgets).toEqual(['prometheus', 'alertmanager', 'grafana']);
});

describe('Prometheus', () => {
  test('keeps exemplars, and samples on an encrypted disk, and forgets the oldest before the disk is full', () => {
    expect(argumentsOf('prometheus')).toEqual(
      expect.arrayContaining([
        '--storage.tsdb.retention.time=30d',
        '--storage.tsdb.retention.size=160GB',
        '--enable-feature=exemplar-storage',
      ]),
    );
    expect(specOf('StatefulSet', 'prometheus')).toMatchObject({
      replicas: 1,
      volumeClaimTemplates: [{ spec: { storageClassName: 'monitoring-gp3', resources: { requests: { storage: '200Gi' } } } }],
    });
    expect(find('StorageClass', 'monitoring-gp3')).toMatchObject({ parameters: { type: 'gp3', encrypted: 'true' } });
  });

  test('may see pods and nothing else of Kubernetes, and it alone has a token', () => {
    expect(find('ClusterRole', 'monitoring-prometheus').rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(find('ClusterRoleBinding', 'monitoring-prometheus').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' },
    ]);
    const tokens = ['prometheus', 'alertmanager', 'grafana'].map((name) => podOf(name).automountServiceAccountToken);
    expect(tokens).toEqual([true, false, false]);
  });

  test('scrapes every job, and tells every Alertmanager', () => {
    const config = parse(dataOf('prometheus')['prometheus.yml'] ?? '') as { scrape_configs: { job_name: string }[] };
    expect(config.scrape_configs.map(({ job_name }) => job_name)).toEqual(SCRAPE_JOBS.map(({ name }) => name));
    expect(config).toMatchObject({
      global: { external_labels: { cluster: 'acme', region: 'eu-west-1' }, evaluation_interval: '15s' },
      alerting: { alertmanagers: [{ dns_sd_configs: [{ port: 9093 }] }] },
    });
  });

  test('asks our Qdrant by TLS with the key that can read only, and starts without it', () => {
    const jobs = (all: readonly Manifest[]) =>
      (parse(dataOf('prometheus', all)['prometheus.yml'] ?? '') as { scrape_configs: { job_name: string }[] }).scrape_configs;
    const qdrant = (all: readonly Manifest[]) => jobs(all).find(({ job_name }) => job_name === 'qdrant');
    expect(qdrant(manifests)).toMatchObject({
      scheme: 'https',
      tls_config: { server_name: 'qdrant.example.org' },
      authorization: { credentials_file: '/etc/prometheus/qdrant/read-only-api-key' },
    });
    expect(podOf('prometheus').volumes).toContainEqual(
      expect.objectContaining({
        name: 'qdrant',
        secret: expect.objectContaining({ secretName: 'qdrant-api-key', optional: true }) as unknown,
      }),
    );
    const { qdrantHost: __, ...plain } = inCluster;
    expect(qdrant(inClusterManifests(plain))).not.toHaveProperty('scheme');
    expect(JSON.stringify(podOf('prometheus', inClusterManifests(plain)))).not.toContain('qdrant');
  });

  test('has all rules where routers run, and without routers none about them', () => {
    expect(rulesOf(inCluster)).toEqual(ruleGroups({ routersInCluster: true }).map(({ name }) => `${name}.yaml`));
    // Routers in a cluster tell of breakers, and not of budgets.
    const told = JSON.stringify(dataOf('prometheus-rules'));
    expect(told).toContain('LLMCircuitBreakerOpen');
    expect(told).not.toContain('llm_budget_spent');
    const without = JSON.stringify(dataOf('prometheus-rules', inClusterManifests({ ...inCluster, routersInCluster: false })));
    expect(without).not.toContain('LLMGatewayMetricsMissing');
    expect(without).toContain('VLLM');
    expect(told).toContain('https://wiki.example.org/runbooks/VLLM');
  });

  test('is asked by Grafana and KEDA alone, and reaches what it scrapes, Kubernetes and the Alertmanager', () => {
    const { ingress, egress } = specOf('NetworkPolicy', 'allow-prometheus') as {
      ingress: { from: unknown[] }[];
      egress: { to: object[]; ports?: { port: number }[] }[];
    };
    expect(ingress.map(({ from }) => from)).toEqual([
      [
        { podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'acme', 'app.kubernetes.io/component': 'grafana' } } },
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } },
      ],
    ]);
    expect(egress.map(({ ports }) => ports?.map(({ port }) => port))).toEqual([undefined, [443], [9093]]);
    expect(egress[0]?.to).toHaveLength(SCRAPE_JOBS.length);
    expect(egress[0]?.to.filter((peer) => !('podSelector' in peer))).toEqual([]);
    expect(JSON.stringify(egress)).not.toContain('0.0.0.0/0');
  });
});

describe('Alertmanager', () => {
  test('reads its secrets from files of a Secret that must have them', () => {
    const config = dataOf('alertmanager')['alertmanager.yml'] ?? '';
    expect(config).toContain('routing_key_file: /etc/alertmanager/secrets/pager-routing-key');
    expect(config).toContain('api_url_file: /etc/alertmanager/secrets/chat-url');
    expect(podOf('alertmanager').volumes).toContainEqual({
      name: 'secrets',
      secret: {
        secretName: 'alertmanager-receivers',
        defaultMode: 0o440,
        items: ['pager-routing-key', 'chat-url'].map((key) => ({ key, path: key })),
      },
    });
  });

  test('is twice, and the pods know each other', () => {
    expect(specOf('StatefulSet', 'alertmanager').replicas).toBe(2);
    expect(argumentsOf('alertmanager').filter((each) => each.startsWith('--cluster.peer='))).toEqual(
      [0, 1].map((pod) => `--cluster.peer=alertmanager-${pod}.alertmanager-peers.monitoring.svc.cluster.local:9094`),
    );
  });

  test('tells a webhook with a token, of what is critical too where there is no pager', () => {
    const all = inClusterManifests({
      ...inCluster,
      alerts: { others: { kind: 'webhook', url: 'https://alerts.example.org/in' } },
    });
    expect(parse(dataOf('alertmanager', all)['alertmanager.yml'] ?? '')).toMatchObject({
      route: { receiver: 'others', routes: [{ receiver: 'others', matchers: ['severity=~"critical"'], repeat_interval: '1h' }] },
      receivers: [
        {
          webhook_configs: [{ http_config: { authorization: { credentials_file: '/etc/alertmanager/secrets/webhook-token' } } }],
        },
      ],
    });
  });

  test('begins anew when who is told changes', () => {
    const annotations = (of: InCluster) => {
      const { template } = specOf('StatefulSet', 'alertmanager', inClusterManifests(of)) as { template: { metadata: unknown } };
      return template.metadata;
    };
    const others = { kind: 'chat', channel: '#other' } as const;
    expect(annotations({ ...inCluster, retentionDays: 1 })).toEqual(annotations(inCluster));
    expect(annotations({ ...inCluster, alerts: { others } })).not.toEqual(annotations(inCluster));
  });

  test('is not there where nobody is told', () => {
    const all = inClusterManifests(quiet);
    expect(all.filter((manifest) => JSON.stringify(manifest).includes('alertmanager'))).toEqual([]);
  });
});

describe('Grafana', () => {
  const variables = Object.fromEntries(
    ((podOf('grafana').containers[0]?.env ?? []) as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  );

  test('lets nobody look without signing in, and reads the password of its administrator from a file', () => {
    expect(variables.GF_AUTH_ANONYMOUS_ENABLED).toBe('false');
    expect(variables.GF_USERS_ALLOW_SIGN_UP).toBe('false');
    expect(variables.GF_SECURITY_ADMIN_PASSWORD__FILE).toBe('/etc/grafana/admin/admin-password');
    expect(podOf('grafana').volumes).toContainEqual(
      expect.objectContaining({ name: 'admin', secret: expect.objectContaining({ secretName: 'grafana-admin' }) as unknown }),
    );
  });

  test('tells nobody about itself, fetches nothing, and reaches Prometheus alone', () => {
    const off = ['ANALYTICS_REPORTING_ENABLED', 'ANALYTICS_CHECK_FOR_UPDATES', 'PLUGINS_PLUGIN_ADMIN_ENABLED'];
    expect(off.map((name) => variables[`GF_${name}`])).toEqual(['false', 'false', 'false']);
    expect(variables.GF_PLUGINS_PREINSTALL_DISABLED).toBe('true');
    const policy = specOf('NetworkPolicy', 'allow-grafana') as { policyTypes: unknown; egress: { ports: unknown }[] };
    expect(policy.policyTypes).toEqual(['Egress']);
    expect(policy.egress.map(({ ports }) => ports)).toEqual([[{ port: 9090, protocol: 'TCP' }]]);
    expect(specOf('NetworkPolicy', 'deny-all')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(specOf('Service', 'grafana').type).toBe('ClusterIP');
  });

  test('has every dashboard as a file, and the Prometheus of its namespace as its data', () => {
    const volumes = podOf('grafana').volumes as { name: string; projected?: { sources: { configMap: { name: string } }[] } }[];
    const { sources = [] } = volumes.find(({ name }) => name === 'dashboards')?.projected ?? {};
    expect(sources.flatMap(({ configMap }) => Object.keys(dataOf(configMap.name)))).toEqual(
      DASHBOARDS.map(({ uid }) => `${uid}.json`),
    );
    expect(parse(dataOf('grafana-provisioning')['datasources.prometheus.yaml'] ?? '')).toMatchObject({
      datasources: [{ type: 'prometheus', url: 'http://prometheus.monitoring.svc:9090', isDefault: true }],
    });
  });
});
