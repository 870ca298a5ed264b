import { oneOf, section, whole } from './field.ts';
import { dollars } from './prices.ts';

const MOST = 1_000_000_000;

const budget = (example: number, period: string) =>
  dollars(
    0.000001,
    MOST,
    example,
    `US dollars that models may cost in any ${period}; an answer that nobody bounds is let in as 1,024 tokens. Default: not limited.`,
  ).optional();

const rateLimits = {
  requestsPerMinute: whole(1, MOST, 600, 'Requests in any 60 seconds. Default: not limited.').optional(),
  tokensPerMinute: whole(1, MOST, 100_000, 'Tokens of prompts and answers in any 60 seconds. Default: not limited.').optional(),
  dollarsPerMinute: budget(0.5, '60 seconds'),
  dollarsPerDay: budget(50, '24 hours'),
  dollarsPerMonth: budget(1000, '30 days'),
  concurrency: whole(1, MOST, 20, 'Requests that run at the same time. Default: not limited.').optional(),
};

/** How much a tenant, each of its keys, and each of their users and sessions may use. */
export const limits = section(
  {
    ...rateLimits,
    perKey: section(rateLimits, 'The same for each API key or token subject.').optional(),
    perUser: section(
      rateLimits,
      "The same for each person that a request names, in 'safety_identifier', else 'user', under its key.",
    ).optional(),
    perSession: section(rateLimits, 'The same for each value of the header x-session-id, under its key.').optional(),
    whenUnavailable: oneOf(
      ['refuse', 'localShare'],
      'While the shared store is out of reach: refuse, or let each router grant a tenth of every limit. Default: refuse.',
    ).optional(),
  },
  'How much the tenant may use. Default: not limited.',
);

/** How much all tenants of an organisation may use together. */
export const organisationLimits = section(
  rateLimits,
  'How much the tenants of the organisation may use together. Default: not limited.',
);
