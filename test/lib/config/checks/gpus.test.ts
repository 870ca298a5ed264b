import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import type { Gpus } from '../../../platforms/parts.ts';
import { input, linesOf } from '../support.ts';

type Region = PlatformInput['regions'][string];

const CIDR = '10.10.0.0/16';
const capacity = [{ source: 'on-demand', availabilityZone: 'us-east-1a', desiredSize: 1 }] as const;
const gpus: Gpus = {
  kubernetesVersion: '1.35',
  adminRoles: ['platform-admin'],
  modelBucket: 'acme-models',
  nodeGroups: { h100: { instanceType: 'p5.48xlarge', capacity } },
};
const lines = (region: Region, name = 'us-east-1'): string[] => linesOf(input({ regions: { [name]: region } }));
const changed = (parts: Partial<Gpus>, region: Region = {}): string[] =>
  lines({ cidr: CIDR, ...region, gpus: { ...gpus, ...parts } });
const nodes = (parts: Partial<Gpus['nodeGroups'][string]>, group = 'h100'): string[] =>
  changed({ nodeGroups: { [group]: { instanceType: 'p5.48xlarge', capacity, ...parts } } });

test('a region with GPUs has a cluster named after the platform, of the version and with the nodes that were asked for', () => {
  const config = platform(input({ regions: { 'us-east-1': { cidr: CIDR, gpus } } }));
  expect(config.regions['us-east-1']?.gpus).toEqual({
    cluster: {
      ...{ kind: 'own', name: 'acme', adminRoles: ['platform-admin'] },
      // Whether Karpenter comes or not: a name given later would replace the role, and with it the nodes.
      ...{ nodeRole: 'acme-us-east-1-nodes', volumeKey: 'alias/acme-nodes' },
    },
    kubernetesVersion: '1.35',
    asOf: '2026-11-21',
    mutualTls: true,
    replicateModelsTo: [],
    nodeGroups: {
      h100: {
        instanceType: 'p5.48xlarge',
        capacity: [{ source: 'on-demand', availabilityZone: 'us-east-1a', minSize: 0, desiredSize: 1, maxSize: 1 }],
      },
    },
    modelBucket: 'acme-models',
    publisherRole: 'platform-admin',
    zoneName: 'models.acme.internal',
    callers: CIDR,
  });
});

test('the bucket of models is named after platform, account and region when it has no name of its own', () => {
  const { modelBucket: _, ...unnamed } = gpus;
  const regions = { 'us-east-1': { cidr: CIDR, gpus: unnamed } };
  const config = platform(input({ account: '111122223333', regions }));
  expect(config.regions['us-east-1']?.gpus?.modelBucket).toBe('acme-models-111122223333-us-east-1');
  expect(linesOf(input({ regions }))).toEqual([
    "regions.us-east-1.gpus: has no modelBucket, and the platform no account to make the bucket's name of; add one of them",
  ]);
});

test('two regions do not share a bucket', () => {
  const region = {
    gpus: { ...gpus, nodeGroups: { small: { instanceType: 'g5.xlarge', capacity: [{ source: 'spot', desiredSize: 1 }] } } },
  } as const;
  const regions = { 'us-east-1': { primary: true, cidr: CIDR, ...region }, 'eu-west-1': { cidr: '10.20.0.0/16', ...region } };
  expect(linesOf(input({ regions }))).toEqual([
    "regions.eu-west-1.gpus.modelBucket: 'acme-models' is also that of us-east-1; name another",
  ]);
});

test('routers ask one name in all regions, each with a certificate of its own region and account', () => {
  const nodeGroups = { small: { instanceType: 'g5.xlarge', capacity: [{ source: 'spot', desiredSize: 1 }] } } as const;
  const domain = (domainName: string, region: string, account = '111122223333') => ({
    ...{ domainName, certificateArn: `arn:aws:acm:${region}:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef` },
  });
  const both = (east: Partial<Gpus>, west: Partial<Gpus>): string[] =>
    linesOf(
      input({
        account: '111122223333',
        regions: {
          'us-east-1': { primary: true, cidr: CIDR, gpus: { ...gpus, nodeGroups, ...east } },
          'eu-west-1': { cidr: '10.20.0.0/16', gpus: { ...gpus, modelBucket: 'west', nodeGroups, ...west } },
        },
      }),
    );
  const east = { domain: domain('models.acme.com', 'us-east-1') };
  expect(both(east, { domain: domain('models.acme.com', 'eu-west-1') })).toEqual([]);
  expect(both(east, {})).toEqual([
    'regions.eu-west-1.gpus: has no domain, and us-east-1 has models.acme.com; give it the same with a certificate of eu-west-1',
  ]);
  expect(both(east, { domain: domain('models.acme.com', 'us-east-1', '444455556666') })).toEqual([
    expect.stringMatching(
      /^regions\.eu-west-1\.gpus\.domain\.certificateArn: .* is a certificate of us-east-1; use one of eu-west-1$/,
    ),
    expect.stringMatching(/belongs to account 444455556666; use a certificate of account 111122223333$/),
  ]);
  const long = `${'a'.repeat(60)}.${'b'.repeat(20)}.com`;
  expect(both({ domain: domain(long, 'us-east-1') }, { domain: domain(long, 'eu-west-1') })).toEqual(
    Array(2).fill(expect.stringContaining('is too long; use 80 characters at most')),
  );
  expect(both(east, { domain: domain('llm.acme.com', 'eu-west-1') })[1]).toBe(
    "regions.eu-west-1.gpus.domain.domainName: 'llm.acme.com' is another than models.acme.com of us-east-1; use one for all",
  );
});

const vpc = {
  vpcId: 'vpc-0a1b2c3d',
  privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'],
  zones: ['us-east-1a', 'us-east-1b'],
  cidr: CIDR,
};
const cluster = {
  name: 'theirs',
  securityGroupId: 'sg-0123456789abcdef0',
  nodeRole: 'their-nodes',
  volumeKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000',
};

test('a cluster that exists in a network that exists needs no admins of ours', () => {
  const { adminRoles: _, ...rest } = gpus;
  expect(lines({ vpc, gpus: { ...rest, cluster, publisherRole: 'ml-release' } })).toEqual([]);
});

test.each<[string, string[], string]>([
  [
    'GPUs without a network',
    lines({ gpus }),
    'gpus: needs a network in us-east-1, and the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists',
  ],
  [
    'a network without a way to images',
    changed({}, { natGateways: 0 }),
    'natGateways: 0 leaves GPU nodes no way to the images of engines; give it a NAT gateway',
  ],
  [
    'a VPC of unknown addresses',
    lines({ vpc: { ...vpc, cidr: undefined }, gpus }),
    'vpc: has no cidr, from which models are called; add that of its subnets',
  ],
  [
    'an end-of-life Kubernetes',
    changed({ kubernetesVersion: '1.32' }),
    'gpus: kubernetesVersion is 1.32, whose standard support ended on 2026-03-23 (asOf 2026-11-21); use 1.34 or 1.35 or 1.36',
  ],
  [
    'a Kubernetes that will be out of support on the day that counts',
    changed({ asOf: '2027-06-01' }),
    'gpus: kubernetesVersion is 1.35, whose standard support ended on 2027-03-27 (asOf 2027-06-01); use 1.36',
  ],
  [
    'a cluster that nobody can enter',
    changed({ adminRoles: undefined, publisherRole: 'ml-release' }),
    "gpus: has no adminRoles, so nobody could enter the cluster; add a role, e.g. ['platform-admin']",
  ],
  [
    'admins of a cluster that exists',
    changed({ cluster, publisherRole: 'ml-release' }),
    'gpus.adminRoles: is for a cluster of our own; leave it out, or leave out cluster',
  ],
  [
    'a cluster that exists, and nobody who may push models',
    changed({ cluster, adminRoles: undefined }),
    'gpus: has no publisherRole, so nobody could push models; name a role of the account',
  ],
  [
    'an instance type that there is not',
    nodes({ instanceType: 'p5.24xlarge' }),
    'gpus.nodeGroups.h100: instanceType is "p5.24xlarge"; use p5.4xlarge, p5.48xlarge',
  ],
  [
    'nodes with EFA that are nowhere',
    nodes({ capacity: [{ source: 'spot', desiredSize: 1 }] }),
    'gpus.nodeGroups.h100: capacity[0] (spot): has no availabilityZone, but nodes with EFA share a placement group, which lies in one zone; name one of us-east-1a, us-east-1b, us-east-1c, and the next zone as a further spot entry',
  ],
  [
    'a date that only blocks have',
    nodes({ capacity: [{ ...capacity[0], startsAt: '2027-01-10T11:30:00Z' }] }),
    'gpus.nodeGroups.h100: capacity[0] (on-demand): startsAt has no meaning here; leave it out',
  ],
  [
    'no node at all',
    nodes({ capacity: [{ ...capacity[0], desiredSize: 0 }] }),
    'gpus.nodeGroups.h100: capacity[0] (on-demand): maxSize is 0; use a whole number from 1',
  ],
  [
    "the name of the cluster's own nodes",
    nodes({}, 'system'),
    "gpus.nodeGroups.system: is the name of the cluster's own nodes without GPUs; choose another, e.g. gpu",
  ],
])('%s is refused with a sentence that says the fix', (_, found, line) => {
  expect(found).toEqual([`regions.us-east-1.${line}`]);
});

test('a type that the region does not sell is refused with the regions that do', () => {
  const [line] = lines(
    {
      cidr: CIDR,
      gpus: {
        ...gpus,
        nodeGroups: { h100: { instanceType: 'p5.48xlarge', capacity: [{ ...capacity[0], availabilityZone: 'eu-west-1a' }] } },
      },
    },
    'eu-west-1',
  );
  expect(line).toMatch(
    /^regions\.eu-west-1\.gpus\.nodeGroups\.h100: instanceType is p5\.48xlarge, which eu-west-1 does not offer; .*us-east-1/,
  );
});

test('a Capacity Block without its facts is told each that is missing', () => {
  expect(
    nodes({ capacity: [{ source: 'capacity-block', desiredSize: 1 }] }).map((line) => line.split('(capacity-block): ')[1]),
  ).toEqual([
    'availabilityZone is ""; the cluster has private subnets in us-east-1a, us-east-1b, us-east-1c',
    'reservationId is ""; use the id that EC2 shows, like cr-0123456789abcdef0',
    'startsAt is ""; write UTC, like 2027-01-10T11:30:00Z',
    'endsAt is ""; write UTC, like 2027-01-10T11:30:00Z',
  ]);
});
