import { z } from 'zod';
import { MODERATION_ACTIONS, MODERATION_CATEGORIES } from '../../../lambda/router/contract/moderation.ts';
import { abuse } from './abuse.ts';
import { field, named, oneOf, section, text, whole } from './field.ts';
import { secondOpinion } from './second-opinion.ts';

/** Policies that have a name: by the severest action that they take. */
export const POLICY_WORDS = ['off', 'flag', 'mask', 'review', 'block'] as const;

const score = (action: string) =>
  field(z.number().min(0).max(1), `Lowest score, 0 to 1, from which texts are ${action}.`, {
    is: 'a number from 0 to 1',
    use: 'a number such as 0.9',
  }).optional();

const DONE: Readonly<Record<(typeof MODERATION_ACTIONS)[number], string>> = {
  flag: 'flagged: they pass, and header and log say so',
  mask: 'masked: what was found is replaced; for pii and secrets',
  review: 'held until a person has looked at them',
  block: 'refused',
};

const thresholds = section(
  Object.fromEntries(MODERATION_ACTIONS.map((action) => [action, score(DONE[action])])) as Record<
    (typeof MODERATION_ACTIONS)[number],
    ReturnType<typeof score>
  >,
  'From which score on which action is taken; the severest that applies counts.',
);

const category = text(new RegExp(`^(?:${MODERATION_CATEGORIES.join('|')})$`), 'What texts are scored for.', {
  is: 'a category',
  use: MODERATION_CATEGORIES.join(', '),
  known: MODERATION_CATEGORIES,
});

const byCategory = named(
  category,
  thresholds,
  'Thresholds by category. Nothing comes of a category that is left out.',
  'thresholds by category, e.g. { toxicity: { block: 0.9 } }',
);

const policy = (texts: string) =>
  field(
    z.union([oneOf(POLICY_WORDS, 'A ready-made policy, by the severest action that it takes.'), byCategory]),
    `What comes of ${texts}: off, flag, mask, review, block, or thresholds by category. Default: off.`,
    { is: 'a policy', use: `${POLICY_WORDS.join(', ')}, or thresholds by category, e.g. { toxicity: { block: 0.9 } }` },
  ).optional();

/** Whether texts are judged, and what comes of it. For the platform, or in place of its choices for one tenant. */
export const moderation = section(
  {
    input: policy('what goes to models'),
    output: policy('what models say'),
    abuse,
    watermark: field(z.boolean(), "Whether chats' answers get an invisible mark of origin. Default: false.", {
      is: 'true or false',
      use: 'true or false',
    }).optional(),
    whenUnavailable: oneOf(
      ['refuse', 'allow'],
      'While texts cannot be judged: refuse requests, or let them through unjudged. Default: refuse.',
    ).optional(),
    streamWindow: whole(
      16,
      4096,
      64,
      'Characters of a streamed answer that are held back, so that what is cut by two chunks is found. Default: 64.',
    ).optional(),
    secondOpinion: secondOpinion.optional(),
  },
  "Content moderation. A tenant's choices replace those of the platform, one by one. Default: nothing is judged.",
);

/** The input after zod has read it. */
export type ModerationData = z.output<typeof moderation>;
