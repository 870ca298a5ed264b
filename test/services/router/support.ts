import { deepFreeze } from '../../../lib/config/deep-freeze.ts';
import type { RouterWorkload } from '../../../services/router/router-workload.ts';

/** Routers before the models of `everything`. */
export const routers: RouterWorkload = deepFreeze({
  region: 'us-east-1',
  platform: 'llm',
  namespace: 'routers',
  kubernetesVersion: '1.35',
  bundle: {
    bucket: 'llm-artefacts-us-east-1',
    key: 'router/router-1b600f36d7688dbb11c50a6751342860.tar.gz',
    sha256: '1b600f36d7688dbb11c50a675134286043fcdf30aae3277ceb5ef3a1edd11e49',
  },
  tenants: ['acme', 'globex'],
  environment: {
    ROUTER_CONFIG: 'appconfig:llm/us-east-1/router',
    USAGE_LEDGER: 'dynamodb:llm-usage',
    SECRETS: 'secretsmanager:',
    API_KEYS: 'dynamodb:llm-api-keys',
    API_KEY_PEPPER: 'secretsmanager:llm/api-key-pepper',
    QUOTA: 'rediss://router@quota.example.com:6379?iam=replicationgroup/llm',
  },
  callers: ['10.10.0.0/20'],
  reaches: { models: { namespace: 'models', ports: [8000] }, addresses: [{ cidr: '10.10.64.0/20', port: 6379 }] },
  monitoringNamespace: 'monitoring',
  drainSeconds: 120,
});
