/** What can be broken in a running demo. */
export const FAULTS = {
  'upstream-errors': 'an upstream answers a share of its requests (--rate) with 503',
  'slow-first-token': 'an upstream lets its callers wait (--seconds) for the first token',
  stall: 'a share of the streams of an upstream (--rate) stops in the middle and stays open',
  'upstream-down': 'an upstream refuses connections',
  'redis-down': 'the Redis of quota and breakers refuses connections',
  'triton-down': 'Triton refuses connections',
} as const;
export type FaultName = keyof typeof FAULTS;

/** The mock upstreams of the demo; `all` means both. */
export const UPSTREAMS = ['large', 'small'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

/** A fault that is on. */
export interface Fault {
  readonly name: FaultName;
  /** Share of the requests, above 0 to 1. */
  readonly rate: number;
  readonly seconds: number;
  readonly upstream: UpstreamName | 'all';
}

const DEFAULTS = { rate: 1, seconds: 4, upstream: 'large' } as const;
const LONGEST_SECONDS = 600;

/**
 * A fault as it was asked for.
 *
 * @param asked `name`, and `rate` (1), `seconds` (4), `upstream` (`large`) where they are not to be the default
 * @throws Error with everything that is wrong with it, a sentence each
 */
export function faultOf(asked: Readonly<Record<string, unknown>>): Fault {
  const { name, rate, seconds, upstream }: Readonly<Record<string, unknown>> = { ...DEFAULTS, ...asked };
  const problems = [
    !isFaultName(name) && `there is no fault "${name}"; ${thereAre()}`,
    !(isNumber(rate) && rate > 0 && rate <= 1) && `--rate is ${rate}; write a share of the requests such as 0.5`,
    !(isNumber(seconds) && seconds > 0 && seconds <= LONGEST_SECONDS) &&
      `--seconds is ${seconds}; write a number from above 0 to ${LONGEST_SECONDS}`,
    !isUpstream(upstream) && `there is no upstream "${upstream}"; there are ${UPSTREAMS.join(', ')} and all`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.freeze({ name, rate, seconds, upstream }) as Fault;
}

/** Whether a fault is one of an upstream's. */
export const concerns = ({ upstream }: Fault, name: UpstreamName): boolean => upstream === name || upstream === 'all';

/** The faults for people, a line each. */
export const thereAre = (): string =>
  `there are:\n${Object.entries(FAULTS)
    .map(([name, does]) => `  ${name.padEnd(17)} ${does}`)
    .join('\n')}\n  ${'off'.padEnd(17)} ends all of them\n  ${'status'.padEnd(17)} says what is on`;

/** A fault that is on, for people. */
export function inWords({ name, rate, seconds, upstream }: Fault): string {
  const share = rate === 1 ? '' : `, ${+(rate * 100).toPrecision(3)} % of the requests`;
  switch (name) {
    case 'upstream-errors':
    case 'stall':
      return `${name} (upstream ${upstream}${share})`;
    case 'slow-first-token':
      return `${name} (upstream ${upstream}, ${seconds} s)`;
    case 'upstream-down':
      return `${name} (upstream ${upstream})`;
    default:
      return name;
  }
}

const isFaultName = (name: unknown): name is FaultName => typeof name === 'string' && Object.hasOwn(FAULTS, name);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isUpstream = (name: unknown): boolean => name === 'all' || UPSTREAMS.some((upstream) => upstream === name);
