import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 50_000;

/** Asks until nothing is wrong any more. @throws Error with what still is when there was time enough */
export async function settled(wrong: () => Promise<string | undefined>): Promise<void> {
  for (const deadline = Date.now() + LIMIT_MS; ; await sleep(1_000)) {
    const sentence = await wrong();
    if (sentence === undefined) return;
    if (Date.now() > deadline) throw new Error(sentence);
  }
}
