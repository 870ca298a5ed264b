import { platform } from '../../lib/config/index.ts';
import { clusterWith } from './parts.ts';

const REGION = 'us-west-2';

/** A database of vectors of each kind, and backups of everything. */
export default platform({
  name: 'state',
  account: '111122223333',
  regions: {
    'us-east-1': {
      primary: true,
      cidr: '10.10.0.0/16',
      vectors: { engine: 'aurora-postgresql', maximumCapacity: 8, backupRetentionDays: 35 },
    },
    'eu-west-1': { cidr: '10.20.0.0/16', redis: {}, vectors: { engine: 'opensearch-serverless' } },
    'eu-central-1': { vectors: { engine: 's3-vectors' } },
    [REGION]: {
      cidr: '10.30.0.0/16',
      gpus: clusterWith(REGION, { small: 'g6.xlarge' }),
      vectors: {
        engine: 'qdrant',
        qdrant: { url: 'https://qdrant.example.com:6333', apiKey: { secret: 'qdrant/api-key' }, memoryGib: 16 },
      },
    },
  },
  models: { echo: { echo: {} } },
  tenants: { default: {} },
  data: { backups: { weeklyRetentionDays: 365 }, usageExport: { every: 'day' } },
});
