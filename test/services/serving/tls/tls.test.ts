import type { Manifest } from '../../../../services/manifests/manifest.ts';
import { containersOf, podsOf } from '../../../../services/manifests/pods.ts';
import { routerManifests } from '../../../../services/router/manifests.ts';
import { hostProblems } from '../../../../services/serving/checks/host.ts';
import { servingManifests } from '../../../../services/serving/manifests.ts';
import { releaseUrl } from '../../../../services/serving/names.ts';
import type { Serving } from '../../../../services/serving/serving.ts';
import { routers } from '../../router/support.ts';
import { llama70b, llama405b } from '../support/models.ts';
import { changed, everything, said } from '../support/servings.ts';

const serving: Serving = { ...everything, mutualTls: true };
const manifests = servingManifests(serving);
const withBalancer = servingManifests({ ...serving, targetGroups: true });
const routed = routerManifests({
  ...routers,
  reaches: { ...routers.reaches, models: { namespace: 'models', ports: [8443], mutualTls: true } },
});
const named = (all: readonly Manifest[], kind: string, name: string) => {
  const found = all.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} is called ${name}`);
  return found;
};
const podNamed = (all: readonly Manifest[], name: string) => {
  const pod = all.flatMap(podsOf).find((each) => each.name === name);
  if (pod === undefined) throw new Error(`no pod is called ${name}`);
  return pod.spec;
};
const configOf = (all: readonly Manifest[], software: string): string => {
  const map = all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`tls-${software}-`));
  return (map as { readonly data?: { readonly 'nginx.conf': string } } | undefined)?.data?.['nginx.conf'] ?? '';
};

test('an engine listens on loopback alone, Triton’s metrics too', () => {
  const commands = manifests.flatMap(podsOf).map(({ spec }) => spec.containers?.[0]?.command ?? []);
  const addresses = commands.flat().filter((option) => /^--(http-address|metrics-address|host)=/.test(option));
  expect(new Set(addresses)).toEqual(new Set(['--host=127.0.0.1', '--http-address=127.0.0.1', '--metrics-address=127.0.0.1']));
});

test('what ends TLS starts before the engine and goes on beside it, in every pod that is called', () => {
  const beside = manifests
    .flatMap(podsOf)
    .map(({ name, spec }) => [name, spec.initContainers?.map((each) => each.restartPolicy)]);
  expect(Object.fromEntries(beside)).toEqual({
    'Deployment models/llama-70b-v3': ['Always'],
    'Deployment models/llama-8b-v1': ['Always'],
    'LeaderWorkerSet models/llama-405b-v1 (leader)': ['Always'],
    'LeaderWorkerSet models/llama-405b-v1 (worker)': undefined,
    'Deployment models/embedder-v7': ['Always'],
    'Deployment models/qwen-v1': ['Always'],
    'Deployment models/qwen-v2': ['Always'],
  });
});

test('it has an image by digest, a read-only root, and what it needs counted', () => {
  const [proxy] = podNamed(manifests, 'Deployment models/llama-70b-v3').initContainers ?? [];
  expect(proxy).toMatchObject({
    image: expect.stringMatching(/nginx@sha256:[0-9a-f]{64}$/),
    securityContext: { readOnlyRootFilesystem: true },
    resources: { limits: { memory: '256Mi' }, requests: { cpu: '0.25', memory: '256Mi' } },
  });
});

test('routers find each release by TLS, under a name that its certificate has', () => {
  const [release] = llama70b.releases;
  const url = new URL(release === undefined ? '' : releaseUrl(serving, llama70b, release));
  expect(url.origin).toBe('https://llama-70b-v3.models.svc.cluster.local:8443');
  expect(named(manifests, 'Certificate', 'llama-70b-v3').spec).toMatchObject({
    dnsNames: expect.arrayContaining([url.hostname]),
    secretName: 'llama-70b-v3-tls',
    usages: ['digital signature', 'server auth'],
    issuerRef: { kind: 'ClusterIssuer', name: 'llm-models' },
  });
  expect(named(manifests, 'Service', 'llama-70b-v3').spec).toMatchObject({
    ports: [{ name: 'https', port: 8443, targetPort: 'https' }],
  });
});

test('certificates last three days and are renewed after one; keys are never used twice', () => {
  for (const certificate of [named(manifests, 'Certificate', 'qwen-v1'), named(routed, 'Certificate', 'router-tls')]) {
    expect(certificate.spec).toMatchObject({
      ...{ duration: '72h0m0s', renewBefore: '48h0m0s' },
      privateKey: { rotationPolicy: 'Always' },
    });
  }
});

test('the key of the authority is with cert-manager, and nowhere else', () => {
  expect(named(manifests, 'Certificate', 'llm-models-ca')).toMatchObject({
    metadata: { namespace: 'cert-manager' },
    spec: { isCA: true, privateKey: { rotationPolicy: 'Never' }, secretName: 'llm-models-ca' },
  });
  const mounted = [...manifests, ...routed].flatMap(podsOf).flatMap(({ spec }) => spec.volumes ?? []);
  expect(JSON.stringify(mounted)).not.toContain('llm-models-ca');
});

test('a router shows who it is, and that it is a client', () => {
  expect(named(routed, 'Certificate', 'router-tls').spec).toMatchObject({
    commonName: 'router',
    usages: ['digital signature', 'client auth'],
  });
  const [container] = podNamed(routed, 'Deployment routers/router').containers ?? [];
  expect(container).toMatchObject({
    env: expect.arrayContaining([{ name: 'CLUSTER_TLS', value: 'folder:/tls' }]),
    volumeMounts: expect.arrayContaining([{ name: 'tls', mountPath: '/tls', readOnly: true }]),
  });
});

test('a router without such models has no certificate', () => {
  expect(JSON.stringify(routerManifests(routers))).not.toMatch(/router-tls|CLUSTER_TLS/);
});

test('the load balancer’s door is there only where there is one, and open to its addresses alone', () => {
  expect(configOf(manifests, 'vllm')).not.toContain('8444');
  expect(configOf(withBalancer, 'vllm')).toContain('listen 8444 ssl;');
  expect(named(withBalancer, 'NetworkPolicy', 'allow-routers').spec).toMatchObject({
    ingress: [
      { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } } }], ports: [{ port: 8443 }] },
      { from: [{ ipBlock: { cidr: '10.10.0.0/20' } }], ports: [{ port: 8444 }] },
    ],
  });
  expect(named(withBalancer, 'TargetGroupBinding', 'qwen-v1').spec).toMatchObject({ serviceRef: { port: 8444 } });
});

test('kubelet and Prometheus have doors of their own', () => {
  const [engine] = podNamed(manifests, 'Deployment models/embedder-v7').containers ?? [];
  expect(engine?.readinessProbe).toMatchObject({ httpGet: { path: '/v2/health/ready', port: 8445 } });
  expect(engine?.ports).toContainEqual({ name: 'metrics', containerPort: 8446 });
  expect(named(manifests, 'NetworkPolicy', 'allow-metrics').spec).toMatchObject({ ingress: [{ ports: [{ port: 8446 }] }] });
});

test('there is one configuration for each kind of engine, and another name for another content', () => {
  const names = (all: readonly Manifest[]) => all.flatMap(({ kind, metadata }) => (kind === 'ConfigMap' ? [metadata.name] : []));
  expect(names(manifests)).toEqual([expect.stringMatching(/^tls-vllm-[0-9a-f]{10}$/), expect.stringMatching(/^tls-triton-/)]);
  expect(names(withBalancer)).not.toEqual(names(manifests));
});

test('what it takes of a node counts', () => {
  const full = changed(llama70b, { host: { cpus: 172.7 } });
  const crowded = (mutualTls: boolean) => said(hostProblems, { ...serving, mutualTls, models: [full] });
  expect(crowded(false)).toEqual([]);
  expect(crowded(true)).toEqual([expect.stringContaining('use 172.5 at the most')]);
});

test('a group of nodes is called at its leader, which alone has a certificate', () => {
  const worker = podNamed(servingManifests({ ...serving, models: [llama405b] }), 'LeaderWorkerSet models/llama-405b-v1 (worker)');
  expect(containersOf(worker).map(({ name }) => name)).toEqual(['vllm']);
  expect(JSON.stringify(worker.volumes)).not.toContain('tls');
});
