import { counter, gauge, type MetricSource } from './metric.ts';

/** Redis and Valkey. */
export const REDIS_EXPORTER: MetricSource = {
  component: 'redis',
  exposedBy: 'redis_exporter, port 9121',
  release: '1.45 with Redis 7.0',
  evidence: 'recorded',
  metrics: [
    gauge('redis_up', [], 'none', '1 when the exporter reached its server.'),
    gauge('redis_memory_used_bytes', [], 'bytes', 'Memory in use.'),
    gauge('redis_memory_max_bytes', [], 'bytes', 'Limit; 0 when there is none.'),
    counter('redis_evicted_keys_total', [], 'none', 'Keys that made room for others.'),
    counter('redis_rejected_connections_total', [], 'none', 'Connections above `maxclients`.'),
    gauge('redis_connected_clients', [], 'none', 'Connections.'),
    gauge('redis_config_maxclients', [], 'none', 'Most connections.'),
    gauge('redis_connected_slaves', [], 'none', 'Replicas that a primary has.'),
    gauge(
      'redis_instance_info',
      ['role', 'redis_version', 'redis_mode', 'maxmemory_policy', 'os', 'process_id', 'redis_build_id', 'run_id', 'tcp_port'],
      'none',
      'What a server is; always 1.',
    ),
    gauge('redis_master_link_up', ['master_host', 'master_port'], 'none', 'Of a replica: 1 when it follows its primary.'),
    gauge('redis_db_keys', ['db'], 'none', 'Keys.'),
    gauge('redis_db_keys_expiring', ['db'], 'none', 'Keys with a time to live.'),
    counter('redis_commands_total', ['cmd'], 'none', 'Commands.'),
    counter('redis_commands_duration_seconds_total', ['cmd'], 'seconds', 'Time on commands.'),
    counter('redis_keyspace_hits_total', [], 'none', 'Keys that were found.'),
    counter('redis_keyspace_misses_total', [], 'none', 'Keys that were not.'),
  ],
};

const REST = ['method', 'endpoint', 'status'];

/** Qdrant. Each peer tells about itself: scrape them all. */
export const QDRANT: MetricSource = {
  component: 'vector-store',
  exposedBy: 'Qdrant, port 6333',
  release: '1.1 to 1.19',
  evidence: 'source',
  metrics: [
    gauge('app_status_recovery_mode', [], 'none', '1 when a peer started in recovery mode: it serves no collection.'),
    gauge('collections_total', [], 'none', 'Collections.'),
    gauge('cluster_peers_total', [], 'none', 'Peers that this one knows.'),
    counter('cluster_term', [], 'none', 'Term of the cluster: rises with each election.'),
    gauge('cluster_pending_operations_total', [], 'none', 'Operations on the cluster that are not through.'),
    counter('rest_responses_total', REST, 'none', 'Answers over HTTP.'),
    counter('rest_responses_fail_total', REST, 'none', 'Answers over HTTP that were errors.'),
    gauge('rest_responses_avg_duration_seconds', REST, 'seconds', 'Mean time of recent answers with status 200.'),
  ],
};
