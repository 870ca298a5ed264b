import { type AlertCase, flat, rising, type Samples, step } from './alert-case.ts';

const A = '{instance="a"}';
const AT_A = 'instance="a"';
const redis = (name: string, values: string): Samples => ({ [`redis_${name}${A}`]: values });
const info = (labels: string): Samples => ({ [`redis_instance_info{instance="a",${labels}}`]: flat(1) });
const memory = (used: number): Samples => ({
  ...redis('memory_used_bytes', flat(used)),
  ...redis('memory_max_bytes', flat(100)),
});
const policy = (name: string): Samples => info(`maxmemory_policy="${name}"`);
const evicting: Samples = redis('evicted_keys_total', rising(1200));
const commands = (secondsPerMinute: number): Samples => ({
  ...{ 'redis_commands_total{instance="a",cmd="get"}': rising(600) },
  ...{ 'redis_commands_duration_seconds_total{instance="a",cmd="get"}': rising(secondsPerMinute) },
});

const answers = (fail: number): Samples => {
  const labels = '{instance="a",method="POST",endpoint="/collections/{name}/points/search",status="200"}';
  return { [`rest_responses_total${labels}`]: rising(100), [`rest_responses_fail_total${labels}`]: rising(fail) };
};
const peers = (...known: readonly number[]): Samples =>
  Object.fromEntries(known.map((count, index) => [`cluster_peers_total{instance="${index}"}`, flat(count)]));
const mean = (seconds: number): Samples => ({
  'rest_responses_avg_duration_seconds{instance="a",method="POST",endpoint="/collections/{name}/points/search",status="200"}':
    flat(seconds),
});

export const STATE_CASES: readonly AlertCase[] = [
  { alert: 'RedisDown', at: '5m', labels: AT_A, fires: redis('up', flat(0)), quiet: redis('up', flat(1)) },
  {
    alert: 'RedisCountersNearlyFull',
    at: '10m',
    labels: AT_A,
    fires: { ...memory(85), ...policy('noeviction') },
    // A cache that is full does its work.
    quiet: { ...memory(99), ...policy('allkeys-lru') },
  },
  {
    alert: 'RedisCacheTooSmall',
    at: '30m',
    labels: AT_A,
    fires: { ...evicting, ...policy('allkeys-lru') },
    quiet: { ...redis('evicted_keys_total', rising(300)), ...policy('allkeys-lru') },
  },
  {
    alert: 'RedisConnectionsRejected',
    at: '10m',
    labels: AT_A,
    fires: redis('rejected_connections_total', rising(1)),
    quiet: { ...redis('connected_clients', flat(80)), ...redis('config_maxclients', flat(100)) },
  },
  {
    alert: 'RedisReplicaLost',
    at: '30m',
    labels: AT_A,
    fires: { ...redis('connected_slaves', step(10, 2, 1)), ...info('role="master"') },
    quiet: { ...redis('connected_slaves', step(10, 2, 1)), ...info('role="slave"') },
  },
  {
    alert: 'RedisReplicationBroken',
    at: '5m',
    labels: AT_A,
    fires: redis('master_link_up', flat(0)),
    quiet: redis('master_link_up', flat(1)),
  },
  { alert: 'RedisSlow', at: '20m', labels: AT_A, fires: commands(12), quiet: commands(3) },
  { alert: 'QdrantPeerLost', at: '10m', labels: 'severity="critical"', fires: peers(3, 3), quiet: peers(3, 3, 3) },
  {
    alert: 'QdrantOperationsPending',
    at: '20m',
    labels: AT_A,
    fires: { [`cluster_pending_operations_total${A}`]: flat(20) },
    quiet: { [`cluster_pending_operations_total${A}`]: flat(9) },
  },
  { alert: 'QdrantRequestsFail', at: '20m', labels: AT_A, fires: answers(10), quiet: answers(4) },
  { alert: 'QdrantSlow', at: '20m', labels: AT_A, fires: mean(0.8), quiet: mean(0.2) },
  {
    alert: 'QdrantRecoveryMode',
    at: '5m',
    labels: AT_A,
    fires: { [`app_status_recovery_mode${A}`]: flat(1) },
    quiet: { [`app_status_recovery_mode${A}`]: flat(0) },
  },
];
