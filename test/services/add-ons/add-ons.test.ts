import { clusterServiceManifests } from '../../../services/add-ons/cluster-services.ts';
import { devicePlugins } from '../../../services/add-ons/device-plugins.ts';
import { type GpuQueue, gpuQueues } from '../../../services/add-ons/queues.ts';
import versions from '../../../services/add-ons/versions.json';
import { podSecurityProblems } from '../../../services/manifests/checks/pod-security.ts';
import { podsOf } from '../../../services/manifests/pods.ts';
import { routers } from '../router/support.ts';
import { h100, l40s } from '../serving/support/servings.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';

const EFA = `602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/aws-efa-k8s-device-plugin@sha256:${'e'.repeat(64)}`;
const nodes = { kubernetesVersion: '1.35', nodeGroups: [h100, l40s], efaPluginImage: EFA };
const plugins = devicePlugins(nodes);

test('every image has a digest, every version a source and a date', () => {
  for (const { digest } of Object.values(versions.images)) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  for (const { source, date, version } of [...Object.values(versions.images), ...Object.values(versions.charts)]) {
    expect([source, date, version]).toEqual([
      expect.stringMatching(/\.$/),
      expect.stringMatching(/^2026-\d{2}/),
      expect.stringMatching(/\d/),
    ]);
  }
});

test('plugins are in the one namespace that is privileged, and ask for nothing that they do not need there', () => {
  expect(plugins[0]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });
  const said = plugins.flatMap(podsOf).flatMap(podSecurityProblems);
  expect(said.filter((problem) => !/hostPath|hostNetwork|runAsNonRoot|seccompProfile/.test(problem))).toEqual([]);
});

test('the EFA plugin runs on the types that have adapters, and is not there when none has', () => {
  const affinity = plugins.flatMap(podsOf).find(({ name }) => name.includes('efa'))?.spec.affinity?.nodeAffinity;
  expect(affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['p5.48xlarge'] }] },
  ]);
  expect(devicePlugins({ kubernetesVersion: '1.35', nodeGroups: [l40s] }).map(({ metadata }) => metadata.name)).toEqual([
    'device-plugins',
    'nvidia-device-plugin',
  ]);
  expect(devicePlugins({ kubernetesVersion: '1.35', nodeGroups: [] })).toEqual([]);
});

test.each([[undefined], ['public.ecr.aws/eks/aws-efa-k8s-device-plugin:v0.5.20']])(
  'adapters without the digest of their plugin are refused: %p',
  (efaPluginImage) => {
    expect(() =>
      devicePlugins({ kubernetesVersion: '1.35', nodeGroups: [h100], ...(efaPluginImage && { efaPluginImage }) }),
    ).toThrow(/and p5\.48xlarge have EFA; name AWS's plugin by digest/);
  },
);

test('a namespace has GPUs of its own in each node group, and borrows what others leave', () => {
  const manifests = gpuQueues([h100, l40s], [{ namespace: 'research', gpus: { h100: 8 } }]);
  expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
    'ResourceFlavor /h100',
    'ResourceFlavor /l40s',
    'ClusterQueue /research',
    'LocalQueue research/gpus',
  ]);
  expect(manifests[2]?.spec).toMatchObject({
    cohortName: 'gpus',
    resourceGroups: [
      {
        flavors: [
          { name: 'h100', resources: [{ name: 'nvidia.com/gpu', nominalQuota: '8' }] },
          { name: 'l40s', resources: [{ name: 'nvidia.com/gpu', nominalQuota: '0' }] },
        ],
      },
    ],
  });
});

test('queues with more GPUs than there are, or of no node group, are refused at once', () => {
  const queues: GpuQueue[] = [
    { namespace: 'a', gpus: { h100: 20, b200: 8 } },
    { namespace: 'b', gpus: { h100: 8 } },
  ];
  expect(() => gpuQueues([h100], queues)).toThrow(
    /the queue of a has GPUs of "b200", and the node groups are h100[\s\S]*the queues have 28 GPUs of h100, which has 24 at the most/,
  );
});

test('a region has its plugins, queues and routers together', () => {
  const kinds = clusterServiceManifests({
    ...nodes,
    region: 'us-east-1',
    queues: [{ namespace: 'research', gpus: {} }],
    router: routers,
  }).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['DaemonSet', 'ClusterQueue', 'Deployment']));
});

(whenThere.run ? test : test.skip).each(['1.35', '1.36'])(
  `Kubernetes %s accepts the plugins, strictly${whenThere.named}`,
  (kubernetes) => {
    expect(devicePlugins({ ...nodes, kubernetesVersion: kubernetes }).flatMap(strictValidator(kubernetes))).toEqual([]);
  },
);
