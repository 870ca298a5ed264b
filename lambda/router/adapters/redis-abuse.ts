import type { LongSecret } from '../../common/long-secret.ts';
import { once } from '../../common/once.ts';
import type { AbuseRules } from '../contract/abuse.ts';
import type { Level } from '../domain/abuse/standing.ts';
import { ABUSE_SCOPES, type AbuseScope, type AbuseStore } from '../domain/abuse/store.ts';
import { abuseDigests } from './abuse-digests.ts';
import { ADMIT_SCRIPT, RECORD_SCRIPT } from './redis-abuse-scripts.ts';
import { redisConnection, UnexpectedReply } from './redis-connection.ts';
import { evaluate, type Script, scriptOf } from './redis-script.ts';

/** Clients wait for it before their first token. */
const COMMAND_TIMEOUT_MS = 500;

const ADMIT = scriptOf(ADMIT_SCRIPT);
const RECORD = scriptOf(RECORD_SCRIPT);

/** Remembers in Redis, for every router that uses the same one. Connects with the first request. */
export interface RedisAbuse extends AbuseStore {
  /** Ends the connection. */
  close(): void;
}

/**
 * @param url e.g. `rediss://abuse.example.com:6379`
 * @param secret the same for every router: what Redis gets are digests under it
 * @param password asked for each connection
 */
export function redisAbuse(url: string, secret: LongSecret, password?: () => Promise<string>): RedisAbuse {
  const connection = redisConnection(url, { commandTimeoutMs: COMMAND_TIMEOUT_MS, password });
  const digests = once(async () => abuseDigests(await secret()));

  /** @param id comes back at the end of the answer */
  const run = (script: Script, id: string, keys: string[], args: readonly (string | number)[]) =>
    connection.run(async (redis) => {
      const reply = listIn(await evaluate(redis, script, keys, [id, ...args]));
      if (reply.at(-1) !== id) throw new UnexpectedReply('the answer is not that of the script to this request');
      return reply.slice(0, -1);
    });

  return {
    admit: async (subject, rules, at) => {
      const key = (await digests()).keyOf(subject);
      const [level = 0, scope = 0, waitMs = 0] = (await run(ADMIT, key, keysOf(subject.tenant, key), argumentsOf(rules, at))).map(
        Number,
      );
      return { level: level as Level, scope: scopeAt(scope), waitMs };
    },
    record: async (subject, report, rules, at) => {
      const { id, refusal, key, text = '' } = (await digests()).eventOf(subject, report, at);
      const worse = await run(RECORD, id, keysOf(subject.tenant, key), [...argumentsOf(rules, at), refusal, key, text]);
      return worse.map((one) => {
        const [scope = 0, level = 0, score = 0, coolingOffMs = 0] = listIn(one).map(Number);
        return { scope: scopeAt(scope), level: level as Level, score, coolingOffMs };
      });
    },
    close: () => connection.close(),
  };
}

/** The hash tag keeps the keys of a tenant on one node of a cluster. */
const keysOf = (tenant: string, key: string): string[] => [`abuse:{${tenant}}`, `abuse:{${tenant}}:${key}`];

const argumentsOf = (rules: AbuseRules, at: number): (string | number)[] => [
  ...[at, rules.coolingOffSeconds * 1000, rules.longestCoolingOffSeconds * 1000],
  ...[rules.warn ?? '', rules.throttle ?? '', rules.block ?? ''],
];

const scopeAt = (place: number): AbuseScope => ABUSE_SCOPES[place - 1] ?? 'key';

function listIn(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new UnexpectedReply(`${typeof reply} where the script answers a list`);
}
