import { AwsSolutionsChecks } from 'cdk-nag';
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
