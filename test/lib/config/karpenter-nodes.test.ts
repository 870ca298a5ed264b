import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { karpenterNodes } from '../../../lib/config/karpenter-nodes.ts';
import { platform } from '../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { crdProblems } from '../../constructs/gpu-node-group/crd-problems.ts';
import { clusterWith, type Gpus, gpuPlatform } from '../../platforms/parts.ts';

const CRDS = path.join(__dirname, '../../../../shared/data/crd-karpenter/pkg/apis/crds');
const ZONE = 'us-east-1a';
const RESERVED = 'cr-0123456789abcdef0';
const base = clusterWith('us-east-1', {});
const gpus: Gpus = {
  ...base,
  karpenter: { amiVersion: 'v20261105' },
  nodeGroups: {
    h100: {
      instanceType: 'p5.48xlarge',
      capacity: [
        { source: 'reservation', reservationId: RESERVED, availabilityZone: ZONE, desiredSize: 1, maxSize: 2 },
        { source: 'spot', availabilityZone: ZONE, desiredSize: 0, maxSize: 3 },
        { source: 'on-demand', availabilityZone: ZONE, desiredSize: 2 },
      ],
    },
    small: {
      instanceType: 'g6.12xlarge',
      storage: { gib: 400 },
      capacity: [{ source: 'on-demand', desiredSize: 1, maxSize: 2 }],
    },
    steady: { instanceType: 'g6.xlarge', capacity: [{ source: 'on-demand', desiredSize: 1 }] },
  },
};
const written = (changes: Partial<Gpus> = {}): PlatformInput =>
  gpuPlatform('burst', { 'us-east-1': { primary: true, cidr: '10.10.0.0/16', gpus: { ...gpus, ...changes } } }, {});
const config = platform(written());
const nodes = karpenterNodes(config, 'us-east-1');
const named = (name: string) => nodes.find(({ metadata }) => metadata.name === name)?.spec;

test('what is between desiredSize and maxSize is a pool, in the order of the list; what has nothing between has none', () => {
  expect(nodes.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'EC2NodeClass h100',
    `NodePool h100-reservation-${RESERVED}`,
    'NodePool h100-spot-us-east-1a',
    'EC2NodeClass small',
    'NodePool small-on-demand',
  ]);
  expect(named('h100-spot-us-east-1a')).toMatchObject({ weight: 99, limits: { 'nvidia.com/gpu': '24' } });
});

test('nodes of a reservation are those of that reservation', () => {
  expect(named('h100')).toMatchObject({ capacityReservationSelectorTerms: [{ id: RESERVED }] });
  expect(named(`h100-reservation-${RESERVED}`)).toMatchObject({
    limits: { 'nvidia.com/gpu': '8' },
    template: {
      spec: {
        requirements: expect.arrayContaining([
          { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['reserved'] },
          { key: 'karpenter.k8s.aws/capacity-reservation-id', operator: 'In', values: [RESERVED] },
        ]),
      },
    },
  });
});

test('role and key have the names of the platform, and disks the size that was asked for', () => {
  expect(named('small')).toMatchObject({
    role: 'burst-us-east-1-nodes',
    blockDeviceMappings: [{ ebs: { volumeSize: '400Gi', kmsKeyID: 'alias/burst-nodes' } }],
    subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'burst' } }],
  });
});

test('the disk of a volume is what the checks of models count with', () => {
  expect(config.regions['us-east-1']?.serving?.nodeGroups.map(({ name, diskGib }) => [name, diskGib])).toContainEqual([
    'small',
    400,
  ]);
});

test('in a network that exists, its subnets are named', () => {
  const vpc = {
    vpcId: 'vpc-0123456789abcdef0',
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    zones: ['us-east-1a', 'us-east-1b'],
    cidr: '10.0.0.0/16',
  };
  const theirs = gpuPlatform('burst', { 'us-east-1': { primary: true, vpc, gpus } }, {});
  const [nodeClass] = karpenterNodes(platform(theirs), 'us-east-1');
  expect(nodeClass?.spec).toMatchObject({ subnetSelectorTerms: vpc.privateSubnetIds.map((id) => ({ id })) });
});

test('a region without Karpenter has none of it', () => {
  expect(karpenterNodes(platform(written({ karpenter: undefined })), 'us-east-1')).toEqual([]);
});

test('Karpenter without anything to start is refused, as is a volume that EC2 does not make', () => {
  const { steady, small } = gpus.nodeGroups;
  expect(() => platform(written({ nodeGroups: { steady: steady ?? failWith() } }))).toThrow(
    'gpus.karpenter: has no nodes to start; give a source of a node group a maxSize above its desiredSize',
  );
  const slow = { ...(small ?? failWith()), storage: { gib: 400, iops: 3000, throughputMibPerSecond: 1000 } };
  expect(() => platform(written({ nodeGroups: { slow } }))).toThrow(
    'throughputMibPerSecond 1000 and 3000 iops; use 4000 iops or more',
  );
});

(existsSync(CRDS) ? test : test.skip)("Karpenter's own schemas accept all of it (skipped without ../shared/data)", () => {
  const schemas = ['karpenter.k8s.aws_ec2nodeclasses', 'karpenter.sh_nodepools'].map((file) =>
    parse(readFileSync(path.join(CRDS, `${file}.yaml`), 'utf8')),
  );
  for (const node of nodes) expect(crdProblems(schemas, node as Parameters<typeof crdProblems>[1])).toEqual([]);
});

function failWith(): never {
  throw new Error('a node group is missing');
}
