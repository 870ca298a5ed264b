import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

/** Redis and Valkey: quota, breakers, sessions and the cache. */
export const REDIS_RULES: RuleGroup = {
  name: 'redis',
  component: 'redis',
  records: [
    {
      record: 'instance:redis_command_seconds:mean5m',
      expr: 'sum by (instance) (rate(redis_commands_duration_seconds_total[5m])) / sum by (instance) (rate(redis_commands_total[5m]))',
    },
    { record: 'instance:redis_memory_used:ratio', expr: 'redis_memory_used_bytes / (redis_memory_max_bytes > 0)' },
  ],
  alerts: [
    {
      alert: 'RedisDown',
      expr: 'redis_up == 0',
      for: '1m',
      severity: 'critical',
      summary: 'A Redis server does not answer.',
      description: '{{ $labels.instance }} does not answer its exporter.',
    },
    {
      alert: 'RedisCountersNearlyFull',
      expr: 'instance:redis_memory_used:ratio > 0.8 and on (instance) redis_instance_info{maxmemory_policy="noeviction"}',
      for: '5m',
      severity: 'critical',
      summary: 'A Redis server that must not forget is nearly full.',
      description: `${PERCENT} of the memory of {{ $labels.instance }} is in use: when all is, writes fail.`,
    },
    {
      alert: 'RedisCacheTooSmall',
      expr: 'rate(redis_evicted_keys_total[5m]) > 10 and on (instance) redis_instance_info{maxmemory_policy=~"allkeys-.*"}',
      for: '15m',
      severity: 'info',
      summary: 'A cache throws answers out faster than they grow old.',
      description: `{{ $labels.instance }} evicts ${NUMBER} keys a second.`,
    },
    {
      alert: 'RedisConnectionsRejected',
      expr: 'increase(redis_rejected_connections_total[5m]) > 0 or redis_connected_clients / redis_config_maxclients > 0.9',
      for: '2m',
      severity: 'critical',
      summary: 'A Redis server takes no more connections.',
      description: '{{ $labels.instance }} is at its limit of connections.',
    },
    {
      alert: 'RedisReplicaLost',
      expr: 'redis_connected_slaves < max_over_time(redis_connected_slaves[1h]) and on (instance) redis_instance_info{role="master"}',
      for: '5m',
      severity: 'warning',
      summary: 'A Redis primary has fewer replicas than it had.',
      description: `{{ $labels.instance }} has ${NUMBER} replicas left.`,
    },
    {
      alert: 'RedisReplicationBroken',
      expr: 'redis_master_link_up == 0',
      for: '2m',
      severity: 'critical',
      summary: 'A Redis replica does not follow its primary.',
      description: '{{ $labels.instance }} has lost its primary: a failover now would lose what was written since.',
    },
    {
      alert: 'RedisSlow',
      expr: 'instance:redis_command_seconds:mean5m > 0.01',
      for: '5m',
      severity: 'warning',
      summary: 'Commands of a Redis server take long.',
      description: `A command of {{ $labels.instance }} takes ${NUMBER} s on average.`,
    },
  ],
};

/** Qdrant, where it is the vector database. */
export const VECTOR_STORE_RULES: RuleGroup = {
  name: 'vector-store',
  component: 'vector-store',
  records: [
    {
      record: 'instance:rest_responses_fail:ratio_rate5m',
      expr: 'sum by (instance) (rate(rest_responses_fail_total[5m])) / sum by (instance) (rate(rest_responses_total[5m]))',
    },
  ],
  alerts: [
    {
      alert: 'QdrantPeerLost',
      expr: 'count(cluster_peers_total) < max(cluster_peers_total)',
      for: '5m',
      severity: 'critical',
      summary: 'Peers of the vector database are gone.',
      description: `${NUMBER} peers of Qdrant report, fewer than its cluster has.`,
    },
    {
      alert: 'QdrantOperationsPending',
      expr: 'max by (instance) (cluster_pending_operations_total) > 10',
      for: '10m',
      severity: 'warning',
      summary: 'Operations on the vector database do not get through.',
      description: `${NUMBER} operations wait on {{ $labels.instance }}.`,
    },
    {
      alert: 'QdrantRequestsFail',
      expr: 'instance:rest_responses_fail:ratio_rate5m > 0.05',
      for: '5m',
      severity: 'critical',
      summary: 'The vector database fails requests.',
      description: `${PERCENT} of the answers of {{ $labels.instance }} are errors.`,
    },
    {
      alert: 'QdrantSlow',
      expr: 'max by (instance, endpoint) (rest_responses_avg_duration_seconds) > 0.5',
      for: '10m',
      severity: 'warning',
      summary: 'The vector database is slow.',
      description: `{{ $labels.endpoint }} of {{ $labels.instance }} takes ${NUMBER} s on average.`,
    },
    {
      alert: 'QdrantRecoveryMode',
      expr: 'app_status_recovery_mode == 1',
      for: '0m',
      severity: 'critical',
      summary: 'A peer of the vector database has started in recovery mode.',
      description: '{{ $labels.instance }} serves no collection until it is started as usual.',
    },
  ],
};
