import { z } from 'zod';
import { field, list, section, text } from './field.ts';
import { modelAlias } from './names.ts';
import { dollars } from './prices.ts';
import { secretReference } from './secret-reference.ts';

const MOST = 1_000_000_000;

const share = (example: number, description: string) =>
  field(z.number().gt(0).max(1), description, {
    is: 'a share of the budget above 0, at most 1',
    use: `a number such as ${example}`,
  });

const amounts = {
  day: dollars(0.000001, MOST, 50, 'US dollars for a day of UTC. Default: no budget.').optional(),
  month: dollars(0.000001, MOST, 1000, 'US dollars for a calendar month of UTC. Default: no budget.').optional(),
};

const alertAt = list(
  field(z.union([z.number().gt(0).max(1), z.literal('forecast')]), "A share of the budget, or 'forecast'.", {
    is: "a share of the budget above 0, at most 1, or 'forecast'",
    use: 'a number such as 0.8',
  }),
  "At which shares there is an alert, and whether there is one when the rate leads beyond the budget. Default: [0.5, 0.8, 1, 'forecast'].",
  "shares and 'forecast', e.g. [0.5, 0.8, 1, 'forecast']",
  20,
);

const whenReached = section(
  {
    cheaperModel: share(0.9, 'From this share on cheaperModel answers. Default: 0.9 where there is a cheaperModel.').optional(),
    cacheOnly: share(0.95, 'From this share on only kept answers are given. Default: never.').optional(),
    block: share(1, 'At this share nothing is answered any more. Default: 1.').optional(),
  },
  'What happens at which share of the budget.',
);

const budget = {
  ...amounts,
  alertAt: alertAt.optional(),
  whenReached: whenReached.optional(),
  cheaperModel: modelAlias
    .describe('The model or alias that answers instead of dearer ones when the budget is nearly spent.')
    .optional(),
};

/** What the tenants of an organisation may cost together. */
export const organisationBudgets = section(budget, 'What the tenants of the organisation may cost together. Default: no budget.');

/** What a tenant and each of its keys may cost. */
export const tenantBudgets = section(
  { ...budget, perKey: section(amounts, 'The same for each API key or token subject.').optional() },
  'What the tenant may cost. Default: no budget.',
);

/** One address. */
export const email = text(/^[^\s@]{1,64}@[^\s@]{1,255}$/, 'An address that alerts are sent to.', {
  is: 'an e-mail address',
  use: 'one such as ops@example.com',
});

/** Who hears of budgets, and the budget of the AWS account. */
export const budgets = section(
  {
    alertsTo: section(
      {
        emails: list(email, 'Each confirms its subscription once.', "addresses such as ['ops@example.com']", 20).optional(),
        webhook: secretReference(
          "The URL of a chat's incoming webhook, as a reference to a secret.",
          'budgets/webhook',
        ).optional(),
      },
      'Who gets alerts. Default: whoever subscribes to the topic.',
    ).optional(),
    account: section(
      {
        month: dollars(1, MOST, 20_000, 'US dollars that the whole AWS account may cost in a month, by AWS Budgets.'),
        anomaliesAbove: dollars(
          1,
          MOST,
          100,
          'US dollars beyond what Cost Anomaly Detection expects, from which on there is an alert. Default: 100.',
        ).optional(),
      },
      "The AWS account's own bill. It is watched, not held. Default: not watched.",
    ).optional(),
  },
  'Who hears of budgets, and the budget of the AWS account.',
);
