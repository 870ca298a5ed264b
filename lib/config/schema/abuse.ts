import { z } from 'zod';
import { ABUSE_ACTIONS, DEFAULT_ABUSE_THRESHOLDS } from '../../../lambda/router/contract/abuse.ts';
import { field, oneOf, section, whole } from './field.ts';

/** Rules that have a name: by the severest action that they take. */
const ABUSE_WORDS = ['off', ...ABUSE_ACTIONS] as const;

const DAY = 86_400;

const score = (action: (typeof ABUSE_ACTIONS)[number], done: string) =>
  field(z.number().min(0.05).max(1), `Lowest score, 0.05 to 1, from which a key or tenant is ${done}. Default: never.`, {
    is: 'a number from 0.05 to 1',
    use: `a number such as ${DEFAULT_ABUSE_THRESHOLDS[action]}`,
  }).optional();

const rules = section(
  {
    warn: score('warn', 'warned, in a header'),
    throttle: score('throttle', 'let through once in ten seconds'),
    block: score('block', 'refused'),
    coolingOffSeconds: whole(
      1,
      DAY,
      300,
      'For how long, the first time, and each milder action after it. Default: 300.',
    ).optional(),
    longestCoolingOffSeconds: whole(
      1,
      30 * DAY,
      DAY,
      'Each return within a day doubles it, up to this. Default: 86400.',
    ).optional(),
  },
  'From which score on which action is taken; the severest that applies counts.',
);

export const abuse = field(
  z.union([oneOf(ABUSE_WORDS, 'Ready-made rules, by the severest action that they take.'), rules]),
  'What comes of it when requests are refused again and again: off, warn, throttle, block, or scores. Default: off.',
  { is: 'a rule for abuse', use: `${ABUSE_WORDS.join(', ')}, or scores, e.g. { block: 0.85 }` },
).optional();

/** The input after zod has read it. */
export type AbuseData = z.output<typeof abuse>;
