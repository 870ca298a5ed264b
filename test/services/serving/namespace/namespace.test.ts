import type { Manifest } from '../../../../services/manifests/manifest.ts';
import { namespaceManifests } from '../../../../services/serving/namespace/namespace.ts';
import { networkPolicies } from '../../../../services/serving/namespace/network-policies.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import { embedder, llama70b } from '../support/models.ts';
import { everything, regionOf } from '../support/servings.ts';

const named = (manifests: readonly Manifest[], name: string) =>
  manifests.find(({ metadata }) => metadata.name === name) as Manifest;
const policies = networkPolicies(everything);

test('the namespace enforces Pod Security "restricted" of its Kubernetes', () => {
  expect(named(namespaceManifests(everything), 'models').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.35',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/audit': 'restricted',
  });
});

test('the quota is every GPU that the node groups can have', () => {
  expect(named(namespaceManifests(everything), 'gpus').spec).toEqual({ hard: { 'requests.nvidia.com/gpu': '40' } });
});

test('no service account mounts its token', () => {
  const accounts = namespaceManifests(everything).filter(({ kind }) => kind === 'ServiceAccount');
  expect(accounts.map(({ metadata, automountServiceAccountToken }) => [metadata.name, automountServiceAccountToken])).toEqual([
    ['model-server', false],
    ['default', false],
  ]);
});

test('nothing goes in or out unless a policy says so', () => {
  expect(named(policies, 'deny-all').spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

test('routers reach the engines on their port, from the cluster and from the ranges that were given', () => {
  expect(named(policies, 'allow-routers').spec).toMatchObject({
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'routers' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } },
          },
        ],
        ports: [{ port: 8000, protocol: 'TCP' }],
      },
      { from: [{ ipBlock: { cidr: '10.10.0.0/20' } }], ports: [{ port: 8000, protocol: 'TCP' }] },
    ],
  });
});

test('metrics are scraped from one namespace, on the ports of the engines that are there', () => {
  const ports = (models: readonly ServedModel[]) => {
    const { ingress } = named(networkPolicies(regionOf(...models)), 'allow-metrics').spec as {
      ingress: { ports: { port: number }[] }[];
    };
    return ingress[0]?.ports.map(({ port }) => port);
  };
  expect(ports([llama70b])).toEqual([8000]);
  expect(ports([llama70b, embedder])).toEqual([8000, 8002]);
});

test('the only way out is to names, and between the nodes of one replica', () => {
  const ways = policies.filter(({ spec }) => (spec as { egress?: unknown }).egress !== undefined);
  expect(ways.map(({ metadata }) => metadata.name)).toEqual(['allow-dns', 'allow-llama-405b-v1-group']);
  const group = {
    podSelector: {
      matchLabels: { 'app.kubernetes.io/component': 'model-server', 'app.kubernetes.io/instance': 'llama-405b-v1' },
    },
  };
  expect(named(policies, 'allow-llama-405b-v1-group').spec).toMatchObject({
    ...group,
    ingress: [{ from: [group] }],
    egress: [{ to: [group] }],
  });
});
