import {
  MODERATION_CATEGORIES,
  type ModerationPolicy,
  type ModerationThresholds,
  type TenantModeration,
} from '../../../../../lambda/router/contract/moderation.ts';
import type { OpinionSource } from '../../../../../lambda/router/contract/second-opinion.ts';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const maskable: Required<ModerationThresholds> = { flag: 0, mask: 0.2, review: 0.5, block: 1 };
const { mask: _, ...others } = maskable;
const policy: ModerationPolicy = {
  ...Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, others])),
  pii: maskable,
  secrets: maskable,
};
const everything: Required<TenantModeration> = {
  input: policy,
  output: policy,
  whenUnavailable: 'allow',
  streamWindow: 64,
  watermark: true,
  abuse: { warn: 0.5, throttle: 0.7, block: 0.85, coolingOffSeconds: 300, longestCoolingOffSeconds: 86_400 },
  secondOpinion: {
    source: { kind: 'bedrock-guardrail', id: 'gr1', version: 'DRAFT', region: 'eu-west-1' },
    between: [0.4, 0.9],
    timeoutMs: 3000,
  },
};
const { secondOpinion } = everything;
const sources: readonly OpinionSource[] = [
  { kind: 'llama-guard', model: 'guard' },
  { kind: 'openai-moderation', baseUrl: 'https://api.openai.com/v1', model: 'omni-moderation-latest', apiKey: { secret: 'a/b' } },
];

const problemOf = (moderation: unknown): string => {
  const parsed = parseRouterConfig(JSON.stringify({ version: 1, models: {}, moderation }));
  return 'problem' in parsed ? parsed.problem : 'none';
};

test('a moderation with everything there is, and ones with little, are accepted', () => {
  expect(problemOf({ default: everything, tenants: { research: everything } })).toBe('none');
  expect(problemOf({ tenants: { research: { whenUnavailable: 'refuse', streamWindow: 16 } } })).toBe('none');
  expect(problemOf({})).toBe('none');
  for (const source of sources) {
    expect(problemOf({ default: { ...everything, secondOpinion: { ...secondOpinion, source } } })).toBe('none');
  }
});

test.each<[object, string]>([
  [{ whenUnavailable: 'perhaps' }, "'moderation.default.whenUnavailable' must be 'refuse' or 'allow'"],
  [{ streamWindow: 1 }, "'moderation.default.streamWindow' must be"],
  [{ input: 'block' }, "'moderation.default.input' must be"],
  [{ input: { toxcity: {} } }, "'moderation.default.input.toxcity' is not known"],
  [{ input: { toxicity: { block: 2 } } }, "'moderation.default.input.toxicity.block' must be"],
  [{ output: { hate: { mask: 0.5 } } }, "'moderation.default.output.hate.mask' is not known; known are flag, review, block"],
  [{ abuse: { ...everything.abuse, block: 0 } }, "'moderation.default.abuse.block' must be"],
  [{ abuse: { block: 0.9 } }, "'moderation.default.abuse.coolingOffSeconds'"],
  [{ secondOpinion: { ...secondOpinion, between: [0.4] } }, "secondOpinion.between' must be two numbers from 0 to 1"],
  [{ secondOpinion: { ...secondOpinion, between: [0.4, 2] } }, "secondOpinion.between[1]' must be a number from 0 to 1"],
  [{ secondOpinion: { ...secondOpinion, source: { kind: 'oracle' } } }, "secondOpinion.source.kind' must be one of bedrock-"],
  [{ secondOpinion: { ...secondOpinion, source: { kind: 'llama-guard' } } }, "secondOpinion.source.model' must be"],
])('%j is refused by name', (parts, sentence) => {
  expect(problemOf({ default: { ...everything, ...parts } })).toContain(sentence);
});
