import { concerns, type Fault, type FaultName, UPSTREAMS } from '../chaos/faults.ts';
import type { Door } from './door.ts';

/** What is broken at the moment. */
export interface Breaks {
  readonly faults: () => readonly Fault[];
  /** @throws Error when this demo has no such part */
  readonly on: (fault: Fault) => Promise<void>;
  readonly off: () => Promise<void>;
}

/** Doors to what can be shut off, by what shuts them: an upstream's name, or the fault itself. */
export type Doors = Readonly<Record<string, Door>>;

/** A fault replaces the one of the same name. */
export function breaks(doors: Doors): Breaks {
  const active = new Map<FaultName, Fault>();
  const doorsOf = (fault: Fault): readonly string[] => {
    if (fault.name === 'upstream-down') return UPSTREAMS.filter((name) => concerns(fault, name));
    return fault.name === 'redis-down' || fault.name === 'triton-down' ? [fault.name] : [];
  };
  const settle = async () => {
    const shut = new Set([...active.values()].flatMap(doorsOf));
    await Promise.all(Object.entries(doors).map(([name, door]) => (shut.has(name) ? door.shut() : door.open())));
  };
  return {
    faults: () => [...active.values()],
    on: async (fault) => {
      const missing = doorsOf(fault).filter((name) => doors[name] === undefined);
      if (missing.length > 0) {
        throw new Error(`this demo runs without what ${fault.name} breaks; its first lines say how to install it`);
      }
      active.set(fault.name, fault);
      await settle();
    },
    off: async () => {
      active.clear();
      await settle();
    },
  };
}
