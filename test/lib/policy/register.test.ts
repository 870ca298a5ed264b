import { AwsSolutionsChecks } from 'cdk-nag';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { multiRegion } from '../../../lib/config/presets/multi-region.ts';
import { singleRegion } from '../../../lib/config/presets/single-region.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { type Acknowledgement, acknowledge } from '../../../lib/policy/acknowledgements.ts';
import { register } from '../../../lib/policy/register.ts';
import { everythingOn } from '../../support/everything-on.ts';

const TODAY = '2026-11-21';

/** Every finding of a platform, acknowledged or not, as `id path`. */
function findings(input: PlatformInput): { readonly id: string; readonly path: string }[] {
  const app = createApp();
  createPlatform(app, platform(input));
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ id: `AwsSolutions::${ruleName}`, path: constructPath })),
    );
}

const covers = (entry: Acknowledgement, finding: { id: string; path: string }): boolean =>
  entry.id === finding.id && entry.path.test(finding.path);

const found = {
  'single-region': findings(singleRegion),
  'multi-region': findings(multiRegion),
  'a platform with everything on': findings(everythingOn),
};

test.each(Object.entries(found))('AwsSolutions finds nothing in %s that the register does not hold', (_, all) => {
  expect(all.filter((finding) => !register.some((entry) => covers(entry, finding)))).toEqual([]);
});

test('every AwsSolutions entry of the register still has its finding', () => {
  const all = Object.values(found).flat();
  const entries = register.filter(({ id }) => id.startsWith('AwsSolutions::'));
  expect(
    entries.filter((entry) => !all.some((finding) => covers(entry, finding))).map(({ id, path }) => `${id} ${path}`),
  ).toEqual([]);
});

test('every entry names its pack, a reason, an owner and a date within two years', () => {
  for (const { id, reason, owner, expires } of register) {
    expect(id).toMatch(/^[A-Za-z-]+::.+/);
    expect(reason.length).toBeGreaterThan(30);
    expect(owner).not.toBe('');
    expect(expires > TODAY && expires < '2028-11-21').toBe(true);
  }
});

test('an entry past its date ends synthesis and says who owns it', () => {
  const entry = { id: 'AwsSolutions::AwsSolutions-X1', path: /x/, reason: 'r', owner: 'platform team', expires: '2026-01-01' };
  expect(() => acknowledge(createApp(), [entry], TODAY)).toThrow(/have expired.*X1 \(2026-01-01, platform team\)/);
});
