import type { GpuCapacity } from './gpu-capacity.ts';

interface Surroundings {
  /** Zones with a private subnet of the cluster. */
  readonly zones: readonly string[];
  readonly efaInterfaces: number;
  /** ISO 8601 date before which nothing may have ended. @default - nothing is compared with it */
  readonly asOf?: string;
  /** Whether a value is known at deployment only. @default - all are known now */
  readonly unresolved?: (value: unknown) => boolean;
}

const known = (): boolean => false;

const RESERVATION = /^cr-[0-9a-f]{8,17}$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;

/** What is wrong with an ordered list of capacity, each with its place in the list. */
export function capacityProblems(capacity: readonly GpuCapacity[], surroundings: Surroundings): string[] {
  if (capacity.length === 0)
    return ['capacity is empty; name one source of nodes or more, e.g. GpuCapacity.onDemand({ maxSize: 1 })'];
  return capacity.flatMap((entry, index) =>
    [
      ...sizeProblems(entry, surroundings),
      ...placeProblems(entry, surroundings),
      ...reservationProblems(entry, surroundings),
      ...orderProblems(entry, capacity.slice(0, index)),
    ].map((problem) => `capacity[${index}] (${entry.kind}): ${problem}`),
  );
}

function sizeProblems({ minSize, desiredSize, maxSize }: GpuCapacity, { unresolved = known }: Surroundings): string[] {
  if ([minSize, desiredSize, maxSize].some(unresolved)) return [];
  const found: string[] = [];
  if (!Number.isInteger(maxSize) || maxSize < 1) found.push(`maxSize is ${maxSize}; use a whole number from 1`);
  if (!Number.isInteger(minSize) || minSize < 0) found.push(`minSize is ${minSize}; use a whole number from 0`);
  if (!Number.isInteger(desiredSize) || desiredSize < minSize || desiredSize > maxSize) {
    found.push(`desiredSize is ${desiredSize}; use a whole number from minSize, ${minSize}, to maxSize, ${maxSize}`);
  }
  return found;
}

function placeProblems({ availabilityZone, kind }: GpuCapacity, surroundings: Surroundings): string[] {
  const { zones, efaInterfaces, unresolved = known } = surroundings;
  if (availabilityZone === undefined) {
    const why = efaInterfaces > 0 ? 'nodes with EFA share a placement group, which lies in one zone' : undefined;
    return why === undefined
      ? []
      : [`has no availabilityZone, but ${why}; name one of ${zones.join(', ')}, and the next zone as a further ${kind} entry`];
  }
  if (unresolved(availabilityZone) || zones.some(unresolved) || zones.includes(availabilityZone)) return [];
  return [`availabilityZone is ${JSON.stringify(availabilityZone)}; the cluster has private subnets in ${zones.join(', ')}`];
}

function reservationProblems({ reservationId, startsAt, endsAt }: GpuCapacity, surroundings: Surroundings): string[] {
  const { asOf, unresolved = known } = surroundings;
  const found: string[] = [];
  if (reservationId !== undefined && !unresolved(reservationId) && !RESERVATION.test(reservationId)) {
    found.push(`reservationId is ${JSON.stringify(reservationId)}; use the id that EC2 shows, like cr-0123456789abcdef0`);
  }
  if (startsAt === undefined || endsAt === undefined) return found;
  const wrong = Object.entries({ startsAt, endsAt }).filter(
    ([, date]) => !DATE_TIME.test(date) || Number.isNaN(Date.parse(date)),
  );
  found.push(...wrong.map(([name, date]) => `${name} is ${JSON.stringify(date)}; write UTC, like 2027-01-10T11:30:00Z`));
  if (wrong.length > 0) return found;
  if (Date.parse(endsAt) <= Date.parse(startsAt)) found.push(`endsAt is ${endsAt}, not after startsAt, ${startsAt}; swap them`);
  if (asOf !== undefined && endsAt.slice(0, 10) < asOf) found.push(`ended at ${endsAt}, before asOf, ${asOf}; take it out`);
  return found;
}

function orderProblems(entry: GpuCapacity, earlier: readonly GpuCapacity[]): string[] {
  const found: string[] = [];
  if (earlier.some(({ suffix }) => suffix === entry.suffix)) {
    found.push(`is in the list twice as ${entry.suffix}; merge the two, or name another zone`);
  }
  const unpaid = earlier.find(({ prepaid }) => !prepaid);
  if (entry.prepaid && unpaid !== undefined) {
    found.push(`comes after ${unpaid.kind}, but is paid for whether used or not; put it first`);
  }
  const { startsAt } = entry;
  const later = earlier.find((other) => startsAt !== undefined && other.startsAt !== undefined && other.startsAt > startsAt);
  if (later !== undefined)
    found.push(`starts at ${startsAt}, before an earlier entry (${later.startsAt}); put blocks in the order of their dates`);
  return found;
}
