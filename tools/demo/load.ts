import { Agent, request } from 'node:http';
import type { Arrival } from './arrivals.ts';
import { type Question, questionFor, type Tenant } from './question.ts';

/** What has become of the load so far. */
export interface LoadCounts {
  /** Answered by what was asked. */
  readonly answered: number;
  /** Answered, but not by the first candidate of the route. */
  readonly fallback: number;
  /** Refused with 4xx. */
  readonly refused: number;
  /** With 5xx, or no whole answer. */
  readonly failed: number;
  /** Not sent: too many others were on their way. */
  readonly heldBack: number;
  readonly running: number;
}

export interface Load {
  readonly counts: () => LoadCounts;
  stop(): void;
}

interface Target {
  readonly url: string;
  readonly keys: Readonly<Record<Tenant, string>>;
}

/** More on their way at the same time are not sent: an upstream that hangs must not fill the machine. */
const AT_ONCE = 200;
const TICK_MS = 50;
/** The load grows for so long: a platform that has just started is not yet as fast as it will be. */
const RAMP_MS = 10_000;
const PATIENCE_MS = 60_000;

type Outcome = 'answered' | 'fallback' | 'refused' | 'failed';

/** Replays arrivals, so many times as fast as they came, again from the beginning when they are over. */
export function startLoad({ url, keys }: Target, arrivals: readonly Arrival[], speed: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const counts = { answered: 0, fallback: 0, refused: 0, failed: 0, heldBack: 0, running: 0 };
  let [next, asked, startedAt] = [0, 0, performance.now()];
  const send = (arrival: Arrival) => {
    if (counts.running >= AT_ONCE) {
      counts.heldBack += 1;
      return;
    }
    counts.running += 1;
    const question = questionFor(arrival, asked++);
    void ask(agent, url, keys[question.tenant], question).then((outcome) => {
      counts.running -= 1;
      counts[outcome] += 1;
    });
  };
  const timer = setInterval(() => {
    const now = grown(performance.now() - startedAt) * speed;
    for (let due = arrivals[next]; due !== undefined && due.atMs <= now; due = arrivals[++next]) send(due);
    if (next < arrivals.length) return;
    next = 0;
    startedAt = performance.now();
  }, TICK_MS);
  return {
    counts: () => ({ ...counts }),
    stop: () => {
      clearInterval(timer);
      agent.destroy();
    },
  };
}

/** Milliseconds of full load that the first milliseconds come to. */
export const grown = (elapsedMs: number): number =>
  elapsedMs < RAMP_MS ? elapsedMs ** 2 / (2 * RAMP_MS) : elapsedMs - RAMP_MS / 2;

function ask(agent: Agent, url: string, apiKey: string, question: Question): Promise<Outcome> {
  const { model, stream, content, maxTokens: max_tokens } = question;
  const body = JSON.stringify({ model, stream, max_tokens, messages: [{ role: 'user', content }] });
  return new Promise((resolve) => {
    const outgoing = request(`${url}/chat/completions`, {
      ...{ method: 'POST', agent, timeout: PATIENCE_MS },
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve('failed'));
    outgoing.on('response', (response) => {
      response.resume();
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve(response.complete ? outcomeOf(response.statusCode ?? 0, response.headers['x-route']) : 'failed'),
      );
    });
    outgoing.end(body);
  });
}

/** @param route e.g. `chat; small; fallback after large (503)` */
export function outcomeOf(status: number, route: string | string[] | undefined): Outcome {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return typeof route === 'string' && FALLBACK.test(route) ? 'fallback' : 'answered';
}

/** Another candidate was left out, or has failed. */
const FALLBACK = /; fallback after |, not /;
