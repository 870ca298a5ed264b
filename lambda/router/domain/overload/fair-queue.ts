/** Who waits, by tenant: tenants take turns, and within a tenant the first to come is the first to go. Every step takes constant time. */
export class FairQueue<T> {
  /** In the order of their turns; none is empty. */
  readonly #byTenant = new Map<string, Set<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(tenant: string, waiter: T): void {
    const waiters = this.#byTenant.get(tenant);
    if (waiters === undefined) this.#byTenant.set(tenant, new Set([waiter]));
    else waiters.add(waiter);
    this.#size += 1;
  }

  /** Takes out one that gave up. @returns whether it was still there */
  remove(tenant: string, waiter: T): boolean {
    const waiters = this.#byTenant.get(tenant);
    if (waiters === undefined || !waiters.delete(waiter)) return false;
    if (waiters.size === 0) this.#byTenant.delete(tenant);
    this.#size -= 1;
    return true;
  }

  /** Takes out the next one; its tenant's next turn comes after everybody else's. */
  take(): T | undefined {
    for (const [tenant, waiters] of this.#byTenant) {
      this.#byTenant.delete(tenant);
      for (const waiter of waiters) {
        waiters.delete(waiter);
        if (waiters.size > 0) this.#byTenant.set(tenant, waiters);
        this.#size -= 1;
        return waiter;
      }
    }
    return undefined;
  }
}
