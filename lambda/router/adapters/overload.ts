import { RouterEnvironment } from '../contract/environment.ts';
import { OverloadGate } from '../domain/overload/gate.ts';
import { systemClock } from './system-clock.ts';

const DEFAULT_QUEUED = 1_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What this process takes on.
 *
 * @returns undefined when nothing bounds it: Lambda gives a process one request at a time
 * @throws Error that names the variable at fault
 */
export function overloadFrom(environment: Environment): OverloadGate | undefined {
  const { MAX_IN_FLIGHT, MAX_QUEUED } = RouterEnvironment;
  const maxInFlight = count(environment, MAX_IN_FLIGHT, 1);
  const maxQueued = count(environment, MAX_QUEUED, 0) ?? DEFAULT_QUEUED;
  return maxInFlight === undefined ? undefined : new OverloadGate({ maxInFlight, maxQueued }, systemClock.sleep, Math.random);
}

function count(environment: Environment, name: string, least: number): number | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,7}$/.test(text) && value >= least) return value;
  throw new Error(`environment variable ${name} is '${text}'; it must be a whole number from ${least} to 9999999`);
}
