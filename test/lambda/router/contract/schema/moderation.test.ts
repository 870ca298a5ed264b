import {
  MODERATION_CATEGORIES,
  type ModerationPolicy,
  type ModerationThresholds,
  type TenantModeration,
} from '../../../../../lambda/router/contract/moderation.ts';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const maskable: Required<ModerationThresholds> = { flag: 0, mask: 0.2, review: 0.5, block: 1 };
const { mask: _, ...others } = maskable;
const policy: ModerationPolicy = {
  ...Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, others])),
  pii: maskable,
  secrets: maskable,
};
const everything: Required<TenantModeration> = { input: policy, output: policy, whenUnavailable: 'allow', streamWindow: 64 };

const problemOf = (moderation: unknown): string => {
  const parsed = parseRouterConfig(JSON.stringify({ version: 1, models: {}, moderation }));
  return 'problem' in parsed ? parsed.problem : 'none';
};

test('a moderation with everything there is, and ones with little, are accepted', () => {
  expect(problemOf({ default: everything, tenants: { research: everything } })).toBe('none');
  expect(problemOf({ tenants: { research: { whenUnavailable: 'refuse', streamWindow: 16 } } })).toBe('none');
  expect(problemOf({})).toBe('none');
});

test.each<[object, string]>([
  [{ whenUnavailable: 'perhaps' }, "'moderation.default.whenUnavailable' must be 'refuse' or 'allow'"],
  [{ streamWindow: 1 }, "'moderation.default.streamWindow' must be"],
  [{ input: 'block' }, "'moderation.default.input' must be"],
  [{ input: { toxcity: {} } }, "'moderation.default.input.toxcity' is not known"],
  [{ input: { toxicity: { block: 2 } } }, "'moderation.default.input.toxicity.block' must be"],
  [{ output: { hate: { mask: 0.5 } } }, "'moderation.default.output.hate.mask' is not known; known are flag, review, block"],
])('%j is refused by name', (parts, sentence) => {
  expect(problemOf({ default: { ...everything, ...parts } })).toContain(sentence);
});
