import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Size } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../../constructs/gpu-node-group/gpu-node-group.ts';
import type { GpuNodeGroupProps } from '../../../constructs/gpu-node-group/gpu-node-group-props.ts';
import { GpuNodeStorage } from '../../../constructs/gpu-node-group/gpu-node-storage.ts';
import type { KarpenterOptions } from '../../../constructs/gpu-node-group/karpenter-options.ts';
import { existingCluster, gpuCluster, ladder } from '../../support/gpu-stacks.ts';
import { testStack } from '../../support/synth.ts';
import { crdProblems } from './crd-problems.ts';

const CRDS = path.join(__dirname, '../../../../shared/data/crd-karpenter/pkg/apis/crds');
const withCrds = existsSync(CRDS);

const OPTIONS: KarpenterOptions = { amiVersion: 'v20261105', nodeRoleName: 'their-nodes', kmsKeyId: 'alias/nodes', maxGpus: 32 };

function burst(props: Partial<GpuNodeGroupProps> = {}, options: Partial<KarpenterOptions> = {}) {
  const stack = testStack();
  const group = new GpuNodeGroup(stack, 'H100', {
    cluster: existingCluster(stack),
    instanceType: 'p5.48xlarge',
    capacity: ladder(),
    ...props,
  });
  return group.karpenterManifests({ ...OPTIONS, ...options });
}

test('there is a class of nodes, and a pool for each entry that is not reserved, the first choice heaviest', () => {
  const manifests = burst();
  expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'EC2NodeClass h100',
    'NodePool h100-spot-us-east-1a',
    'NodePool h100-on-demand-us-east-1a',
    'NodePool h100-on-demand-us-east-1b',
  ]);
  expect(manifests.slice(1).map(({ spec }) => spec.weight)).toEqual([98, 97, 96]);
  expect(manifests[1]?.spec).toMatchObject({
    limits: { 'nvidia.com/gpu': '32' },
    template: {
      metadata: { labels: { 'llm-platform/gpu': 'h100', 'llm-platform/capacity': 'spot', 'llm-platform/capacity-order': '2' } },
      spec: { taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }] },
    },
  });
});

test('its nodes are as those of the managed groups: adapters, disks, encryption, metadata, pods', () => {
  expect(burst()[0]?.spec).toMatchObject({
    amiSelectorTerms: [{ alias: 'al2023@v20261105' }],
    role: 'their-nodes',
    instanceStorePolicy: 'RAID0',
    kubelet: { maxPods: 51 },
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'their-cluster' } }],
    blockDeviceMappings: [{ ebs: { encrypted: true, kmsKeyID: 'alias/nodes' } }],
  });
  expect(burst()[0]?.spec.networkInterfaces).toHaveLength(33);
  expect(burst()[0]?.spec).not.toHaveProperty('associatePublicIPAddress');
});

test('the same wishes give the same bytes', () => {
  expect(JSON.stringify(burst())).toBe(JSON.stringify(burst()));
});

describe(withCrds ? "Karpenter's own schemas" : "Karpenter's own schemas (skipped: no shared data on this machine)", () => {
  const schemas = withCrds
    ? ['karpenter.k8s.aws_ec2nodeclasses', 'karpenter.sh_nodepools'].map((file) =>
        parse(readFileSync(path.join(CRDS, `${file}.yaml`), 'utf8')),
      )
    : [];
  const small = {
    instanceType: 'g6.12xlarge',
    capacity: [GpuCapacity.spot({ maxSize: 1 })],
    storage: GpuNodeStorage.gp3(Size.gibibytes(300)),
  };

  test.each<[string, Partial<GpuNodeGroupProps>]>([
    ['p5.48xlarge', {}],
    ['p4d.24xlarge', { instanceType: 'p4d.24xlarge' }],
    ['g6.12xlarge on gp3', small],
  ])('accept every field of %s', (_name, props) => {
    for (const manifest of withCrds ? burst(props) : []) expect(crdProblems(schemas, manifest)).toEqual([]);
  });

  test('refuse a field that does not exist and a value that is not allowed', () => {
    const [nodeClass] = burst();
    const wrong = { ...nodeClass, spec: { ...nodeClass?.spec, instanceStorePolicy: 'RAID5', hugePages: 1 } };
    expect(withCrds ? crdProblems(schemas, wrong).sort() : []).toEqual(
      withCrds
        ? ['.spec has hugePages, which the schema does not know', '.spec.instanceStorePolicy is "RAID5", not one of its values']
        : [],
    );
  });
});

test.each<[string, Partial<GpuNodeGroupProps>, Partial<KarpenterOptions>, string]>([
  [
    'nothing to burst into',
    { capacity: ladder().slice(0, 2) },
    {},
    'capacity has no spot or on-demand entry with a maxSize above its desiredSize; add one to burst into',
  ],
  ['an image that moves', {}, { amiVersion: 'latest' }, 'amiVersion is "latest"; use a release like v20261105'],
  ['less than a node', {}, { maxGpus: 4 }, 'maxGpus is 4; use 8 or more, the GPUs of one p5.48xlarge'],
])('%s is refused', (_name, props, options, expected) => {
  expect(() => burst(props, options)).toThrow(expected);
});

test('a value known at deployment only is refused: it would be written into the file as it is', () => {
  const stack = testStack();
  const cluster = gpuCluster(stack);
  const group = new GpuNodeGroup(stack, 'H100', { cluster, instanceType: 'p5.48xlarge', capacity: ladder() });
  expect(() => group.karpenterManifests({ ...OPTIONS, nodeRoleName: cluster.nodeRole.roleName })).toThrow(
    'karpenterManifests holds a value known at deployment only; give clusterName, nodeRoleName',
  );
});
