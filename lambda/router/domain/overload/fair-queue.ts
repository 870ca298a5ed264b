/** What waits in a queue. */
export interface Weighed {
  readonly bytes: number;
}

/** How much of one tenant waits. */
export interface Waiting {
  readonly count: number;
  readonly bytes: number;
}

interface Line<T> {
  readonly waiters: Set<T>;
  bytes: number;
}

const NOTHING: Waiting = Object.freeze({ count: 0, bytes: 0 });

/**
 * Who waits, by tenant: tenants take turns, and within a tenant the first to come is the first to go. Adding, removing and taking out take
 * constant time.
 */
export class FairQueue<T extends Weighed> {
  /** In the order of their turns; none is empty. */
  readonly #byTenant = new Map<string, Line<T>>();
  #size = 0;
  #bytes = 0;

  get size(): number {
    return this.#size;
  }

  /** Of all that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  add(tenant: string, waiter: T): void {
    const line = this.#byTenant.get(tenant);
    if (line === undefined) this.#byTenant.set(tenant, { waiters: new Set([waiter]), bytes: waiter.bytes });
    else {
      line.waiters.add(waiter);
      line.bytes += waiter.bytes;
    }
    this.#size += 1;
    this.#bytes += waiter.bytes;
  }

  /** Takes out one that gave up. @returns whether it was still there */
  remove(tenant: string, waiter: T): boolean {
    const line = this.#byTenant.get(tenant);
    if (line === undefined || !line.waiters.has(waiter)) return false;
    this.#out(line, waiter);
    if (line.waiters.size === 0) this.#byTenant.delete(tenant);
    return true;
  }

  /** Takes out the next one; its tenant's next turn comes after everybody else's. */
  take(): T | undefined {
    for (const [tenant, line] of this.#byTenant) {
      this.#byTenant.delete(tenant);
      for (const waiter of line.waiters) {
        this.#out(line, waiter);
        if (line.waiters.size > 0) this.#byTenant.set(tenant, line);
        return waiter;
      }
    }
    return undefined;
  }

  /** Takes out the one of a tenant that came last; its tenant keeps its turn. */
  takeNewest(tenant: string): T | undefined {
    const newest = [...(this.#byTenant.get(tenant)?.waiters ?? [])].at(-1);
    if (newest !== undefined) this.remove(tenant, newest);
    return newest;
  }

  waitingOf(tenant: string): Waiting {
    const line = this.#byTenant.get(tenant);
    return line === undefined ? NOTHING : { count: line.waiters.size, bytes: line.bytes };
  }

  /** The tenant of which most waits; undefined when nobody does. */
  most(measure: keyof Waiting): string | undefined {
    let [most, tenantOfMost]: [number, string | undefined] = [-1, undefined];
    for (const [tenant, { waiters, bytes }] of this.#byTenant) {
      const here = measure === 'count' ? waiters.size : bytes;
      if (here > most) [most, tenantOfMost] = [here, tenant];
    }
    return tenantOfMost;
  }

  #out(line: Line<T>, waiter: T): void {
    line.waiters.delete(waiter);
    line.bytes -= waiter.bytes;
    this.#size -= 1;
    this.#bytes -= waiter.bytes;
  }
}
