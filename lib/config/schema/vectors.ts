import { z } from 'zod';
import { field, oneOf, section, text, whole } from './field.ts';
import { secretReference } from './secret-reference.ts';

const ENGINES = ['aurora-postgresql', 'opensearch-serverless', 's3-vectors', 'qdrant', 'existing'] as const;

const capacity = (least: number, example: number, description: string) =>
  field(z.number().min(least).max(256).multipleOf(0.5), description, {
    is: `a capacity of ${least} to 256 units, in halves`,
    use: `a number such as ${example}`,
  });

const name = (pattern: RegExp, description: string, example: string) =>
  text(pattern, description, { is: 'a name that it can have', use: `one such as ${example}` });

const qdrantUrl = text(
  /^https:\/\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$/,
  'Where routers reach its REST interface; it must speak TLS.',
  { is: 'the URL of a Qdrant with TLS', use: 'one such as https://qdrant.example.com:6333, without a path' },
);

const qdrantKey = secretReference('Its API key.', 'qdrant/api-key');

const qdrant = section(
  {
    url: qdrantUrl,
    apiKey: qdrantKey,
    tlsSecret: name(
      /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
      'Kubernetes secret with tls.crt and tls.key for the host of url. Default: qdrant-tls.',
      'qdrant-tls',
    ).optional(),
    storageGib: whole(10, 16_384, 100, 'Disk of each of the three pods, in GiB. Default: 100.').optional(),
    memoryGib: whole(1, 512, 8, 'Memory of each of the three pods, in GiB. Default: 8.').optional(),
    snapshotBucket: name(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'Bucket of snapshots. Default: <platform>-vectors-<account>-<region>, which needs account.',
      'acme-llm-snapshots',
    ).optional(),
    snapshotRetentionDays: whole(1, 365, 14, 'Days that a snapshot is kept in S3. Default: 14.').optional(),
  },
  "For the engine qdrant: three pods on the region's cluster.",
);

const existing = section(
  {
    postgresql: section(
      {
        host: name(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'Its writer endpoint.', 'db.example.com'),
        port: whole(1, 65_535, 5432, 'Default: 5432.').optional(),
        database: name(/^[a-z_][a-z0-9_]{0,62}$/, 'Name of the database.', 'vectors'),
        user: name(/^[a-z_][a-z0-9_]{0,62}$/, 'A member of rds_iam with rights on a schema of its own.', 'router'),
        resourceId: name(
          /^(cluster|db)-[A-Z0-9]{10,40}$/,
          "Resource id of the cluster or instance, which is IAM's name for it.",
          'cluster-ABCDEFGHIJKL01234',
        ),
      },
      'Aurora or RDS for PostgreSQL with pgvector, with IAM authentication.',
    ).optional(),
    qdrant: section({ url: qdrantUrl, apiKey: qdrantKey }, 'A Qdrant with TLS.').optional(),
  },
  'For the engine existing: one of both.',
);

/** Where routers of a region keep documents and their vectors. */
export const vectors = section(
  {
    engine: oneOf(ENGINES, 'Who keeps the vectors.'),
    minimumCapacity: capacity(0.5, 0.5, 'Aurora: capacity units of each instance at least. Default: 0.5.').optional(),
    maximumCapacity: capacity(1, 4, 'Aurora: capacity units of each instance at most. Default: 4.').optional(),
    readers: whole(0, 15, 1, 'Aurora: instances in other zones, of which one takes over. Default: 1.').optional(),
    backupRetentionDays: whole(7, 35, 14, 'Aurora: days for which it can go back to any second. Default: 14.').optional(),
    qdrant: qdrant.optional(),
    existing: existing.optional(),
  },
  'Where the routers of the region keep documents and their vectors. Default: nowhere.',
);
