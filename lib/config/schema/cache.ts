import { z } from 'zod';
import { field, section, whole } from './field.ts';
import { modelAlias } from './names.ts';

const MONTH = 31 * 86_400;
const MOST_BYTES = 16 * 1024 * 1024;

const semantic = section(
  {
    model: modelAlias.describe('One of the models, hashingEmbedder or openai, that turns questions into vectors.'),
    threshold: field(
      z.number().min(0.5).max(1),
      'Lowest cosine similarity at which two questions mean the same, 0.5 to 1. Default: 0.95.',
      { is: 'a number from 0.5 to 1', use: 'a number such as 0.95' },
    ).optional(),
  },
  'Answers also questions that mean the same as an earlier one, in conversations that are otherwise the same. Default: only the very same request.',
);

/** Whether answers are kept and given again. */
export const cache = section(
  {
    ttlSeconds: whole(1, MONTH, 3600, 'Seconds for which an answer may be given again. Default: 3600.').optional(),
    staleIfErrorSeconds: whole(
      1,
      MONTH,
      86_400,
      'Seconds after that in which it may stand in for models that fail. Default: never.',
    ).optional(),
    maxEntryBytes: whole(
      1_024,
      MOST_BYTES,
      1_048_576,
      'An answer with a larger body is not kept. Default: 1048576, which is 1 MiB.',
    ).optional(),
    shareAcrossUsers: field(
      z.boolean(),
      "Whether requests may differ in 'user' and 'safety_identifier' and get the same answer. Default: false.",
      { is: 'true or false', use: 'true or false' },
    ).optional(),
    semantic: semantic.optional(),
  },
  "Answers to the tenant's requests are kept and given again. Default: none is kept.",
);
