import { z } from 'zod';
import { field, section } from './field.ts';

/** US dollars; inside they are whole micro-dollars. */
export function dollars(least: number, most: number, example: number, description: string) {
  const amount = z.number().min(least).max(most).refine(isWholeMicroDollars);
  return field(amount, description, {
    is: `an amount from ${least} to ${most} US dollars with at most six decimals`,
    use: `a number such as ${example}`,
  });
}

/** As it would be written: a number with more decimals would be rounded behind its author's back. */
const isWholeMicroDollars = (value: number): boolean => /^\d+(\.\d{1,6})?$/.test(String(value));

const perMillion = (example: number, what: string) => dollars(0, 1_000_000, example, `US dollars for a million tokens ${what}`);

/** What a model costs, instead of what the catalogue says. */
export const price = section(
  {
    inputPerMillionTokens: perMillion(0.75, 'of the prompt.'),
    outputPerMillionTokens: perMillion(
      4.5,
      'of the answer, which embeddings do not have. Default: as inputPerMillionTokens.',
    ).optional(),
    cachedInputPerMillionTokens: perMillion(
      0.075,
      "of the prompt that the provider read from its cache. Default: as for the prompt's other tokens.",
    ).optional(),
    cacheWritePerMillionTokens: perMillion(
      0.9375,
      "of the prompt that the provider wrote to its cache. Default: as for the prompt's other tokens.",
    ).optional(),
    cacheWrite1hPerMillionTokens: perMillion(
      1.5,
      'of the prompt that the provider wrote to its cache for an hour. Default: twice inputPerMillionTokens.',
    ).optional(),
  },
  "What the model costs. Default: the catalogue's price of the model where it is asked, if it has one.",
  { use: 'an object with inputPerMillionTokens and, unless it is for embeddings, outputPerMillionTokens' },
);
