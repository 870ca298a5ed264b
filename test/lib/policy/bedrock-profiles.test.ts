import { AwsSolutionsChecks } from 'cdk-nag';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { bedrockProfiles } from '../../../lib/policy/bedrock-profiles.ts';

test('what AwsSolutions finds in a router that asks Bedrock through profiles is acknowledged, entry by entry', () => {
  const app = createApp();
  const models = {
    nova: { bedrock: 'eu.amazon.nova-lite-v1:0' },
    own: { bedrock: 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc' },
    plain: { bedrock: 'amazon.nova-pro-v1:0' },
  };
  createPlatform(app, platform({ name: 'acme', regions: { 'eu-west-1': {} }, tenants: { a: {} }, models }));
  const findings = new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.flatMap(({ constructPath = '' }) =>
        ruleName.includes(':bedrock:') ? [{ id: `AwsSolutions::${ruleName}`, path: constructPath }] : [],
      ),
    );
  const entries = bedrockProfiles(app);
  expect(entries.map(({ id }) => id).sort()).toEqual(findings.map(({ id }) => id).sort());
  expect(findings).toHaveLength(2);
  for (const { id, path } of findings) expect(entries.some((entry) => entry.id === id && entry.path.test(path))).toBe(true);
});
