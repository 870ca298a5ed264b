import { section, whole } from './field.ts';

/** The longest that a request may take, seconds: API Gateway ends it after fifteen minutes. */
const LONGEST = 870;

export const timeouts = section(
  {
    connectSeconds: whole(1, 60, 5, 'To a connection with the upstream. Default: 5.').optional(),
    firstTokenSeconds: whole(
      1,
      LONGEST,
      120,
      "From the request to a stream's first token, or to the first byte of a whole answer. Default: 120.",
    ).optional(),
    stallSeconds: whole(1, LONGEST, 25, 'Between two chunks after that. Default: 25.').optional(),
    totalSeconds: whole(
      1,
      LONGEST,
      600,
      'From the first attempt to the last byte of the answer, retries and pauses included. Default: 600.',
    ).optional(),
  },
  'How long the upstream may take. Default: the defaults of each.',
);
