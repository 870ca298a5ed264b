import { section, whole } from './field.ts';

const YEAR = 366 * 86_400;

/** Whether conversations are kept for the tenant. */
export const sessions = section(
  {
    maxTokens: whole(
      100,
      1_000_000,
      8000,
      'Most tokens of earlier turns that go to the model, estimated at four bytes each. Default: 8000.',
    ).optional(),
    ttlSeconds: whole(60, YEAR, 86_400, 'Seconds after which a turn is forgotten. Default: 86400, which is a day.').optional(),
  },
  'Conversations are kept for clients that send x-session-id. Default: none is kept, and that header is refused.',
);
