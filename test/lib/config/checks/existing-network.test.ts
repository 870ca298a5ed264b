import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Vpc = NonNullable<PlatformInput['regions'][string]['vpc']>;

const SUBNETS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];

const withVpc = (parts: Partial<Vpc>, cidr?: string): string[] => {
  const vpc = { vpcId: 'vpc-12345678', privateSubnetIds: SUBNETS, zones: ['eu-west-1a', 'eu-west-1b'], ...parts };
  return linesOf(input({ regions: { 'eu-west-1': { vpc, cidr } } }));
};

test('a network that exists names one zone for each subnet', () => {
  expect(withVpc({})).toEqual([]);
  expect(withVpc({ zones: ['eu-west-1a'] })).toEqual([
    'regions.eu-west-1.vpc: has privateSubnetIds for 2 and zones for 1; give one zone for each subnet, in the same order',
  ]);
});

test('subnets and zones are listed once, and zones are of the region', () => {
  expect(withVpc({ privateSubnetIds: [SUBNETS[0] ?? '', SUBNETS[0] ?? ''], zones: ['eu-west-1a', 'eu-west-2b'] })).toEqual([
    "regions.eu-west-1.vpc.privateSubnetIds: 'subnet-0123456789abcdef0' is listed twice; list it once",
    "regions.eu-west-1.vpc.zones: 'eu-west-2b' is no zone of eu-west-1; use eu-west-1a, eu-west-1b, eu-west-1c",
  ]);
});

test('it excludes a network of our own', () => {
  expect(withVpc({}, '10.0.0.0/16')).toEqual([
    'regions.eu-west-1: has both cidr and vpc; keep cidr for a network of our own, vpc for one that exists',
  ]);
});

test('ids have the form of ids', () => {
  expect(withVpc({ vpcId: 'vpc-1', privateSubnetIds: ['sub', SUBNETS[1] ?? ''] })).toEqual([
    "regions.eu-west-1.vpc.vpcId: 'vpc-1' is not the id of a VPC; use one such as vpc-0123456789abcdef0",
    "regions.eu-west-1.vpc.privateSubnetIds[0]: 'sub' is not the id of a subnet; use one such as subnet-0123456789abcdef0",
  ]);
});
