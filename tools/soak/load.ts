import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Question, type Seen, type Target } from './client.ts';

/** Shares of the load: direct questions to both upstreams, to the router's own model, and to an alias that falls back. */
const MODELS = ['shaky', 'shaky', 'shaky', 'flapping', 'flapping', 'echo', 'chat', 'chat', 'chat', 'chat'];

/** Clients that ask one question after the other until it is time to stop; one in eight leaves early. */
export async function load(
  target: Target,
  clients: number,
  until: () => boolean,
  random: () => number,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const client = async () => {
    while (!until()) {
      seen.push(await ask(target, question(random)));
      await delay(random() * 50);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return seen;
}

function question(random: () => number): Question {
  const leaves = random() < 0.125;
  return {
    model: MODELS[Math.floor(random() * MODELS.length)] ?? 'echo',
    stream: random() < 0.6,
    user: randomUUID(),
    ...(leaves && { leaveAfterMs: 1 + random() * 600 }),
  };
}
