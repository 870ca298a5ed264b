import { z } from 'zod';
import { HOURS_PATTERN, ROUTE_STRATEGIES, WEEKDAYS } from '../../../lambda/router/contract/routes.ts';
import { isTimeZone } from '../../../lambda/router/contract/time-zone.ts';
import { field, list, named, oneOf, section, text, whole } from './field.ts';
import { modelAlias, regionNames, tenantName } from './names.ts';
import { dollars } from './prices.ts';

const score = (description: string) =>
  field(z.number().min(0).max(1), description, { is: 'a number from 0 to 1', use: 'one such as 0.6' });

const tokens = (description: string) => whole(0, 100_000_000, 8000, description);

const WINDOW = "{ days: ['mon', 'tue'], hours: '08:00-18:00', zone: 'Europe/Berlin' }";

/** Named in messages when no other is near to what was written. */
const ZONES = [
  ...['UTC', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/Chicago', 'America/Los_Angeles'],
  ...['America/Sao_Paulo', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney'],
];

const zone = field(
  z.string().refine(isTimeZone),
  'IANA name of the zone whose clocks count, also when they change. Default: UTC.',
  {
    is: 'the IANA name of a time zone',
    use: 'one such as Europe/Berlin',
    known: [...ZONES, ...Intl.supportedValuesOf('timeZone')],
  },
);

const timeWindow = field(
  z
    .strictObject({
      days: list(oneOf(WEEKDAYS, 'A day.'), 'Default: every day.', "days such as ['mon', 'tue']", 7).optional(),
      hours: text(
        HOURS_PATTERN,
        'From the first time to before the second; over midnight, if the second is earlier. Default: all day.',
        {
          is: 'a pair of times',
          use: 'one such as 08:00-18:00',
        },
      ).optional(),
      zone: zone.optional(),
    })
    .meta({ anyOf: [{ required: ['days'] }, { required: ['hours'] }] }),
  'A weekly window: days, hours or both. One over midnight belongs to the day on which it begins.',
  { is: 'a weekly window', use: `an object with days, hours or both, e.g. ${WINDOW}` },
);

const when = section(
  {
    tenants: list(tenantName, 'Only for these tenants. Default: every tenant.', "names of tenants, e.g. ['research']").optional(),
    regions: regionNames('Only in these regions. Default: wherever the model is served.').optional(),
    time: field(
      z.union([timeWindow, list(timeWindow, 'Weekly windows; one of them is enough.', `windows, e.g. [${WINDOW}]`, 20)]),
      'Only in this weekly window, or in one of several. Default: at any time.',
      { is: 'a weekly window', use: `one such as ${WINDOW}, or a list of them` },
    ).optional(),
    contextTokens: section(
      { min: tokens('No fewer.').optional(), max: tokens('No more.').optional() },
      'Only for prompts of so many tokens, estimated at four bytes each.',
    ).optional(),
    complexity: section(
      { min: score('No less.').optional(), max: score('No more.').optional() },
      'Only for prompts that look so demanding, from 0 to 1; docs/routing.md says how that is judged.',
    ).optional(),
    stream: field(z.boolean(), 'true: only for streams; false: only for whole answers. Default: both.', {
      is: 'true or false',
      use: 'true or false, without quotes',
    }).optional(),
    maxDollars: dollars(
      0.000001,
      10_000,
      0.01,
      'Only when the prompt and its longest answer cost no more US dollars, estimated. Default: whatever it costs.',
    ).optional(),
  },
  'What must hold for the candidate to be asked: all of it. Default: it is asked for everything.',
);

const candidate = section(
  {
    model: field(modelAlias, 'The name of one of the models.', {
      is: 'the name of a model',
      use: 'one of the names under models',
    }),
    weight: whole(
      1,
      1_000_000,
      95,
      'Share of the requests, in proportion to the other weights. Default: no share; asked when the others fail.',
    ).optional(),
    when: when.optional(),
  },
  'One of the models behind the alias.',
);

const candidates = list(
  candidate,
  'Models in order: the first that may answer is asked, and the next when it fails.',
  "objects with model, e.g. [{ model: 'llama' }]",
  20,
);

const full = section(
  {
    candidates,
    strategy: oneOf(
      ROUTE_STRATEGIES,
      'How the candidates are put in order. Default: weighted when one has a weight, else priority.',
    ).optional(),
    splitBy: oneOf(
      ['request', 'principal'],
      'Whether a weighted split is drawn for each request, or for each caller once. Default: request.',
    ).optional(),
    defaultAnswer: field(z.string().min(1).max(4000), 'Text to answer chats with when no candidate can. Default: none; 503.', {
      is: 'a default answer',
      use: 'a text of 1 to 4000 characters',
    }).optional(),
  },
  'A route with more than candidates.',
);

const route = field(z.union([full, candidates]), 'A list of candidates, or an object with candidates.', {
  is: 'a route',
  use: "a list of candidates, e.g. [{ model: 'llama' }], or an object with candidates",
});

export const routes = named(
  modelAlias,
  route,
  'Aliases that stand for several models, by the name that clients use as model. Default: none.',
  "routes by alias, e.g. { chat: [{ model: 'llama' }, { model: 'gpt-mini' }] }",
);
