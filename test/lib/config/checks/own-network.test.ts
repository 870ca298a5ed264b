import fc from 'fast-check';
import { formatIpv4Block } from '../../../../lib/config/ipv4-block.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Region = PlatformInput['regions'][string];

const region = (parts: Region): string[] => linesOf(input({ regions: { 'us-east-1': parts } }));

test.each([
  ['10.0.0/8', "'10.0.0/8' is not an IPv4 block; use a /16 to /20, e.g. 10.10.0.0/16"],
  ['10.0.0.0/8', "'10.0.0.0/8' is not an IPv4 block; use a /16 to /20, e.g. 10.10.0.0/16"],
  ['10.0.0.0/24', "'10.0.0.0/24' is not an IPv4 block; use a /16 to /20, e.g. 10.10.0.0/16"],
  ['10.300.0.0/16', "'10.300.0.0/16' is not an IPv4 block; use a /16 to /20, e.g. 10.10.0.0/16"],
  ['10.10.5.0/16', "'10.10.5.0/16' is not the first address of its block; use 10.10.0.0/16"],
  ['8.8.0.0/16', "'8.8.0.0/16' is public address space; use a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"],
])('the block %s is refused', (cidr, message) => {
  expect(region({ cidr })).toEqual([`regions.us-east-1.cidr: ${message}`]);
});

test('overlapping blocks are refused, whichever is the larger; neighbours are not', () => {
  const regions = (east: string, west: string) =>
    linesOf(input({ regions: { 'us-east-1': { primary: true, cidr: east }, 'eu-west-1': { cidr: west } } }));
  expect(regions('10.10.0.0/16', '10.10.16.0/20')).toEqual([
    "regions.eu-west-1.cidr: '10.10.16.0/20' overlaps 10.10.0.0/16 of us-east-1; use a block of its own",
  ]);
  expect(regions('10.10.16.0/20', '10.10.0.0/16')).toHaveLength(1);
  expect(regions('10.10.0.0/16', '10.11.0.0/16')).toEqual([]);
});

test('any two aligned private blocks either overlap and are refused, or do not and are accepted', () => {
  const block = fc.tuple(fc.integer({ min: 16, max: 20 }), fc.integer({ min: 0, max: 63 })).map(([prefix, place]) => {
    const size = 2 ** (32 - prefix);
    return { first: 10 * 2 ** 24 + place * size, size };
  });
  fc.assert(
    fc.property(block, block, (a, b) => {
      const regions = { 'us-east-1': { primary: true, cidr: formatIpv4Block(a) }, 'eu-west-1': { cidr: formatIpv4Block(b) } };
      const shared = Math.max(a.first, b.first) < Math.min(a.first + a.size, b.first + b.size);
      expect(linesOf(input({ regions })).length).toBe(shared ? 1 : 0);
    }),
  );
});

test('zones exist in the region, and are named once', () => {
  expect(region({ cidr: '10.0.0.0/16', zones: ['us-east-1a', 'us-east-1z'] })).toEqual([
    "regions.us-east-1.zones: 'us-east-1z' is no zone of us-east-1; use us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f",
  ]);
  expect(region({ cidr: '10.0.0.0/16', zones: ['us-east-1a', 'us-east-1a'] })).toEqual([
    "regions.us-east-1.zones: 'us-east-1a' is named twice; name different zones",
  ]);
});

test('no more zones than the region has for an account, unless they are named', () => {
  const california = (zones: Region['zones']) => linesOf(input({ regions: { 'us-west-1': { cidr: '10.0.0.0/16', zones } } }));
  expect(california(3)).toEqual([
    'regions.us-west-1.zones: 3 zones are more than us-west-1 has for an account; use 2, or name three',
  ]);
  expect(california(2)).toEqual([]);
  expect(california(['us-west-1b', 'us-west-1c'])).toEqual([]);
});

test('there are at most as many NAT gateways as zones, counted or by default', () => {
  expect(region({ cidr: '10.0.0.0/16', zones: 2, natGateways: 3 })).toEqual([
    'regions.us-east-1.natGateways: 3 is more than one for each of the 2 zones; use 0 to 2',
  ]);
  expect(region({ cidr: '10.0.0.0/16', natGateways: 3 })).toEqual([]);
  expect(linesOf(input({ regions: { 'us-west-1': { cidr: '10.0.0.0/16', natGateways: 3 } } }))).toHaveLength(1);
});

test('what is for a network of our own is refused without one', () => {
  expect(region({ zones: 2, natGateways: 0 })).toEqual([
    'regions.us-east-1.zones: 2 is for a network of our own; give cidr as well, or leave it out',
    'regions.us-east-1.natGateways: 0 is for a network of our own; give cidr as well, or leave it out',
  ]);
});

test('a misspelt cidr is not followed by what only its absence would mean', () => {
  expect(linesOf({ ...input(), regions: { 'us-east-1': { cidrs: '10.0.0.0/16', zones: 2 } } })).toEqual([
    'regions.us-east-1.cidrs: is no field here; did you mean cidr?',
  ]);
});
