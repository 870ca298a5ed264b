import type { SessionKey, SessionStore, Turn } from '../../../../lambda/router/domain/sessions/store.ts';

/** Conversations in memory, which do not expire; `broken` makes every call fail. */
export class MemorySessions implements SessionStore {
  readonly turns = new Map<string, Turn[]>();
  broken = false;

  async load(key: SessionKey) {
    this.#check();
    const turns = [...(this.turns.get(nameOf(key)) ?? [])];
    return { turns, next: turns.length + 1 };
  }

  async append(key: SessionKey, number: number, turn: Turn): Promise<boolean> {
    this.#check();
    const turns = this.turns.get(nameOf(key)) ?? [];
    if (number <= turns.length) return false;
    this.turns.set(nameOf(key), [...turns, turn]);
    return true;
  }

  async forget(key: SessionKey): Promise<void> {
    this.#check();
    this.turns.delete(nameOf(key));
  }

  #check(): void {
    if (this.broken) throw new Error('the store is gone');
  }
}

const nameOf = ({ tenant, principal, id }: SessionKey) => `${tenant} ${principal} ${id}`;
