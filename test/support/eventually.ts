import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until there is an answer. @throws Error after five seconds without one */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(20)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error('nothing happened in five seconds');
}
