import { capacityProblems } from '../../../constructs/gpu-node-group/capacity-problems.ts';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { ladder } from '../../support/gpu-stacks.ts';

const surroundings = { zones: ['us-east-1a', 'us-east-1b'], efaInterfaces: 32 };
const problems = (...capacity: GpuCapacity[]): string[] => capacityProblems(capacity, surroundings);
const zone = { availabilityZone: 'us-east-1a' };
const block = (dates: { startsAt?: string; endsAt?: string; reservationId?: string } = {}) =>
  GpuCapacity.capacityBlock({
    ...zone,
    reservationId: 'cr-0123456789abcdef0',
    startsAt: '2027-01-10T11:30:00Z',
    endsAt: '2027-01-24T11:30:00Z',
    maxSize: 1,
    ...dates,
  });

test('every kind of capacity in its order is accepted', () => {
  expect(problems(...ladder())).toEqual([]);
});

test.each<[string, GpuCapacity[], string]>([
  ['nothing', [], 'capacity is empty; name one source of nodes or more'],
  ['no nodes', [GpuCapacity.spot({ ...zone, maxSize: 0 })], 'capacity[0] (spot): maxSize is 0; use a whole number from 1'],
  [
    'a fraction of a node',
    [GpuCapacity.spot({ ...zone, minSize: 0.5, maxSize: 1 })],
    'minSize is 0.5; use a whole number from 0',
  ],
  [
    'more nodes wanted than allowed',
    [GpuCapacity.spot({ ...zone, desiredSize: 3, maxSize: 2 })],
    'desiredSize is 3; use a whole number from minSize, 0, to maxSize, 2',
  ],
  [
    'EFA without a zone',
    [GpuCapacity.onDemand({ maxSize: 1 })],
    'has no availabilityZone, but nodes with EFA share a placement group, which lies in one zone; name one of us-east-1a, us-east-1b',
  ],
  [
    'a zone without a subnet',
    [GpuCapacity.spot({ availabilityZone: 'us-east-1f', maxSize: 1 })],
    'availabilityZone is "us-east-1f"; the cluster has private subnets in us-east-1a, us-east-1b',
  ],
  ['no reservation id', [block({ reservationId: 'my-block' })], 'reservationId is "my-block"; use the id that EC2 shows'],
  ['a date in local time', [block({ startsAt: '10 January' })], 'startsAt is "10 January"; write UTC, like 2027-01-10T11:30:00Z'],
  ['a thirteenth month', [block({ endsAt: '2027-13-01T00:00:00Z' })], 'endsAt is "2027-13-01T00:00:00Z"; write UTC'],
  [
    'an end before the start',
    [block({ endsAt: '2027-01-09T11:30:00Z' })],
    'endsAt is 2027-01-09T11:30:00Z, not after startsAt, 2027-01-10T11:30:00Z; swap them',
  ],
  [
    'the same twice',
    [GpuCapacity.spot({ ...zone, maxSize: 1 }), GpuCapacity.spot({ ...zone, maxSize: 2 })],
    'capacity[1] (spot): is in the list twice as spot-us-east-1a',
  ],
  [
    'what is paid for after what is not',
    [GpuCapacity.spot({ ...zone, maxSize: 1 }), block()],
    'capacity[1] (capacity-block): comes after spot, but is paid for whether used or not; put it first',
  ],
  [
    'blocks out of order',
    [block(), block({ reservationId: 'cr-0123456789abcdef9', startsAt: '2027-01-01T11:30:00Z' })],
    'starts at 2027-01-01T11:30:00Z, before an earlier entry (2027-01-10T11:30:00Z); put blocks in the order of their dates',
  ],
])('%s is refused', (_name, capacity, expected) => {
  expect(problems(...capacity).join('\n')).toContain(expected);
});

test('a block that ended before the date given is refused, and without a date is not', () => {
  expect(capacityProblems([block()], { ...surroundings, asOf: '2027-02-01' })).toEqual([
    'capacity[0] (capacity-block): ended at 2027-01-24T11:30:00Z, before asOf, 2027-02-01; take it out',
  ]);
  expect(capacityProblems([block()], { ...surroundings, asOf: '2027-01-24' })).toEqual([]);
});

test('all mistakes are told at once', () => {
  const wrong = GpuCapacity.spot({ availabilityZone: 'us-east-1f', minSize: -1, maxSize: 0 });
  expect(problems(wrong)).toHaveLength(3);
});

test('nodes without EFA may be in any zone', () => {
  expect(capacityProblems([GpuCapacity.onDemand({ maxSize: 1 })], { ...surroundings, efaInterfaces: 0 })).toEqual([]);
});
