import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { vectorDatabases } from '../../../lib/policy/vector-databases.ts';

test('what AwsSolutions finds in databases of vectors and their backups is acknowledged, entry by entry', () => {
  const app = createApp();
  const regions = {
    'eu-west-1': { primary: true, vectors: { engine: 's3-vectors' as const } },
    'us-east-1': { cidr: '10.10.0.0/16', vectors: { engine: 'aurora-postgresql' as const } },
  };
  const models = { echo: { echo: {} } };
  const data = { backups: {} };
  createPlatform(app, platform({ name: 'acme', account: '111122223333', regions, tenants: { a: {} }, models, data }));
  const findings = new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.flatMap(({ constructPath = '' }) =>
        /:(s3vectors|rds):/.test(ruleName) ? [{ id: `AwsSolutions::${ruleName}`, path: constructPath }] : [],
      ),
    );
  const entries = vectorDatabases(app);
  expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(findings.map(({ id }) => id)));
  expect(findings).toHaveLength(2);
  for (const { id, path } of findings) expect(entries.some((entry) => entry.id === id && entry.path.test(path))).toBe(true);
});

test('an entry names the partition of its region, as the finding does', () => {
  const app = createApp();
  const stack = new Stack(app, 'State', { env: { region: 'us-gov-west-1' } });
  const database = new VectorDatabase(stack, 'Vectors', { databaseName: 'acme', engine: VectorDatabaseEngine.s3Vectors() });
  database.grantReadWrite(new Role(stack, 'Client', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const found = new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => `AwsSolutions::${ruleName}`);
  expect(found).toEqual([expect.stringContaining('arn:aws-us-gov:s3vectors:us-gov-west-1:')]);
  expect(vectorDatabases(app).map(({ id }) => id)).toEqual([...found, ...found]);
});
