import { createHash, randomUUID } from 'node:crypto';
import type { BreakerStore, SharedBreaker } from '../domain/resilience/shared-breakers.ts';
import { redisConnection, UnexpectedReply } from './redis-connection.ts';

const COMMAND_TIMEOUT_MS = 1_000;

/** Longer than any pause: what is older helps nobody. */
const KEEP_MS = 5 * 60_000;

/** `<state> <openings> <Redis's time, epoch ms> <router>`; anything else under the key is no word of ours. */
const WORD = /^(open|closed) (\d{1,3}) (\d{13}) (\S{1,64})$/;

/** Time is that of Redis: one clock for every router. */
const WRITE = `
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. now .. ' ' .. ARGV[2], 'PX', ARGV[3])
`;

export interface RedisBreakers extends BreakerStore {
  /** Ends the connection. */
  close(): void;
}

/**
 * @param url e.g. `rediss://breakers.example.com:6379`
 * @param password asked for each connection
 */
export function redisBreakers(url: string, password?: () => Promise<string>): RedisBreakers {
  const router = randomUUID();
  const connection = redisConnection(url, { commandTimeoutMs: COMMAND_TIMEOUT_MS, password });

  return {
    read: async (upstreams) => {
      if (upstreams.length === 0) return [];
      return connection.run(async (redis) => {
        const [time, words] = await Promise.all([redis.time(), redis.mget(upstreams.map(keyOf))]);
        const [seconds, micros] = Array.isArray(time) ? time.map(Number) : [];
        const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
        if (!Number.isSafeInteger(now) || !Array.isArray(words) || words.length !== upstreams.length) {
          throw new UnexpectedReply('answers are not those to TIME and MGET');
        }
        return words.map((word) => wordOf(word, router, now));
      });
    },
    write: async (upstream, { state, openings }) => {
      const said = `${state} ${Math.min(openings, 999)}`;
      await connection.run((redis) => redis.eval(WRITE, 1, keyOf(upstream), said, router, KEEP_MS));
    },
    close: () => connection.close(),
  };
}

/** Addresses of upstreams are nobody's business in Redis, and of any length. The hash tag keeps all of them on one node. */
const keyOf = (upstream: string): string => `breaker:{all}:${createHash('sha256').update(upstream).digest('hex')}`;

function wordOf(text: string | null, router: string, now: number): SharedBreaker | undefined {
  const [version, state, openings, at, whose] = WORD.exec(text ?? '') ?? [];
  if (version === undefined || whose === router) return undefined;
  return {
    state: state === 'open' ? 'open' : 'closed',
    openings: Math.max(state === 'open' ? 1 : 0, Number(openings)),
    ageMs: Math.max(0, now - Number(at)),
    version,
  };
}
