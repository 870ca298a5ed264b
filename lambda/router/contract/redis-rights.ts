/**
 * What the router's user may do in Redis, as an access string of Redis 7 (ElastiCache: RBAC). Nobody needs keys of other names, and nobody lists
 * keys, empties a store or changes its settings.
 *
 * `counters` are quota, breakers and standings of the abuse guard: none may be evicted. `answers` may.
 */
export const REDIS_RIGHTS = {
  counters:
    'on ~quota:* ~breaker:* ~abuse:* -@all +eval +evalsha +time +get +mget +set +pexpire ' +
    '+hget +hset +hdel +hexists +hincrby +zadd +zrem +zrangebyscore',
  answers: 'on ~cache:* -@all +get +set',
} as const;
