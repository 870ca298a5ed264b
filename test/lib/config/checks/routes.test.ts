import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Route = NonNullable<PlatformInput['routes']>[string];

const openai = { baseUrl: 'https://vllm.acme.internal/v1' };
const parts: Partial<PlatformInput> = {
  regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} },
  models: {
    llama: { openai },
    local: { openai, regions: ['eu-west-1'] },
    echo: { echo: {} },
    embed: { hashingEmbedder: {} },
    '*': { openai },
  },
  tenants: { default: {}, research: { residency: ['us-east-1'] } },
};
const lines = (route: unknown, more: Partial<PlatformInput> = {}, alias = 'chat') =>
  linesOf(input({ ...parts, routes: { [alias]: route as Route }, ...more }));

test.each<[string, Route]>([
  ['a list', [{ model: 'llama', weight: 95 }, { model: 'echo' }]],
  ['an object', { candidates: [{ model: 'llama' }], strategy: 'round-robin', defaultAnswer: 'Later.' }],
  ['a split by caller', { candidates: [{ model: 'llama', weight: 1 }], splitBy: 'principal' }],
  [
    'a candidate of one region',
    [{ model: 'local' }, { model: 'llama', when: { tenants: ['research'], time: { hours: '22:00-06:00' } } }],
  ],
])('%s is a route', (_, route) => {
  expect(lines(route)).toEqual([]);
});

test('what a route names must be there', () => {
  expect(lines([{ model: 'lama', when: { tenants: ['sales'], regions: ['ap-south-1'] } }])).toEqual([
    "routes.chat[0].model: 'lama' is none of the models; use llama, local, echo, embed",
    "routes.chat[0].when.tenants: 'sales' is none of the tenants; use default, research",
    "routes.chat[0].when.regions: 'ap-south-1' is not among the platform's regions; use us-east-1, eu-west-1",
  ]);
});

test("'*' is neither an alias nor a candidate", () => {
  expect(lines([{ model: '*' }])).toEqual(["routes.chat[0].model: '*' is none of the models; use llama, local, echo, embed"]);
  expect(lines([{ model: 'llama' }], {}, '*')).toEqual(["routes['*']: cannot be an alias; give the route a name"]);
});

test('an alias is not the name of a model, not even in another case', () => {
  expect(lines([{ model: 'echo' }], {}, 'llama')).toEqual([
    "routes.llama: 'llama' is also the name of a model; rename one of them",
  ]);
  expect(lines([{ model: 'echo' }], {}, 'Llama')).toEqual([
    "routes.Llama: 'Llama' differs from 'llama' only by case; rename one of them",
  ]);
  expect(lines([{ model: 'echo' }], { routes: { chat: [{ model: 'echo' }], Chat: [{ model: 'echo' }] } })).toEqual([
    "routes.chat: 'chat' differs from 'Chat' only by case; rename one of them",
  ]);
});

test('each model, tenant and day is listed once', () => {
  const when = { tenants: ['default', 'default'], time: { days: ['mon', 'mon'] } };
  expect(lines([{ model: 'llama', when }, { model: 'llama' }])).toEqual([
    "routes.chat[0].when.tenants: 'default' is listed twice; list it once",
    "routes.chat[0].when.time.days: 'mon' is listed twice; list it once",
    "routes.chat: 'llama' is listed twice; list each model once",
  ]);
});

describe('windows', () => {
  const timed = (time: unknown) => lines([{ model: 'local' }, { model: 'llama', when: { time } } as never]);

  test.each<[unknown]>([
    [{ days: ['mon'] }],
    [{ hours: '22:00-06:00', zone: 'America/New_York' }],
    [
      [
        { days: ['mon'], hours: '08:00-12:00', zone: 'Europe/Kyiv' },
        { days: ['sat'], zone: 'UTC' },
      ],
    ],
  ])('%j is when a candidate may be asked', (time) => {
    expect(timed(time)).toEqual([]);
  });

  test.each<[unknown, string]>([
    [{}, 'time: says neither days nor hours, so it is any time; add one of them, or leave it out'],
    [{ zone: 'Europe/Berlin' }, 'time: says neither days nor hours, so it is any time; add one of them, or leave it out'],
    [[{ days: ['mon'] }, {}], 'time[1]: says neither days nor hours, so it is any time; add one of them, or leave it out'],
    [
      [],
      "time: [] is not a weekly window; use one such as { days: ['mon', 'tue'], hours: '08:00-18:00', zone: 'Europe/Berlin' }, or a list of them",
    ],
    [
      { days: ['mon'], zone: 'Europe/Berln' },
      "time.zone: 'Europe/Berln' is not the IANA name of a time zone; did you mean Europe/Berlin?",
    ],
    [
      { days: ['mon'], zone: 'CET' },
      "time.zone: 'CET' is not the IANA name of a time zone; use UTC, Europe/London, Europe/Berlin, ",
    ],
    [{ days: ['mon'], zone: '+01:00' }, "time.zone: '+01:00' is not the IANA name of a time zone; use UTC, "],
    [[{ hours: '8-18' }], "time[0].hours: '8-18' is not a pair of times; use one such as 08:00-18:00"],
    [[{ days: ['mon'] }, { days: ['mon', 'mon'] }], "time[1].days: 'mon' is listed twice; list it once"],
    [{ days: ['mon'], timezone: 'UTC' }, 'time.timezone: is no field here; use days, hours, zone'],
  ])('%j is refused with the fix', (time, sentence) => {
    expect(timed(time)).toEqual([expect.stringContaining(`routes.chat[1].when.${sentence}`)]);
  });
});

test('weights and the weighted strategy need each other', () => {
  const candidates = [{ model: 'llama' }];
  expect(lines({ candidates, strategy: 'weighted' })).toEqual([
    "routes.chat.strategy: 'weighted' needs weights; give a candidate a weight, or leave the strategy out",
  ]);
  expect(lines({ candidates: [{ model: 'llama', weight: 5 }], strategy: 'priority', splitBy: 'request' })).toEqual([
    'routes.chat.candidates[0].weight: 5 has no effect with the strategy priority; leave it out, or use weighted',
    "routes.chat.splitBy: 'request' has no effect without weights; leave it out",
  ]);
});

test.each([0, -1, 1.5, 1_000_001, '95'])('%p is no weight', (weight) => {
  expect(lines([{ model: 'llama', weight }])[0]).toMatch(
    /^routes\.chat\[0\]\.weight: .* is not a whole number from 1 to 1000000; use/,
  );
});

test('conditions that nothing meets are refused', () => {
  const when = { contextTokens: { min: 9, max: 8 }, complexity: { min: 0.5, max: 0.4 }, time: { hours: '08:00-08:00' } };
  expect(lines([{ model: 'llama', when }])).toEqual([
    "routes.chat[0].when.time.hours: '08:00-08:00' is empty; use two different times, or leave it out for all day",
    'routes.chat[0].when.contextTokens.min: 9 is above max, which is 8; swap them',
    'routes.chat[0].when.complexity.min: 0.5 is above max, which is 0.4; swap them',
  ]);
});

test('a candidate that nobody can ever ask is refused', () => {
  expect(lines([{ model: 'llama' }, { model: 'local', when: { regions: ['us-east-1'] } }])).toEqual([
    'routes.chat[1]: is never asked: local is served in none of us-east-1; change one or the other',
  ]);
  expect(lines([{ model: 'llama' }, { model: 'local', when: { tenants: ['research'] } }])).toEqual([
    'routes.chat[1]: is never asked: no tenant that may ask it may be served in eu-west-1; serve local where a tenant is, or leave it out',
  ]);
});

test('a tenant that is bound to a region finds a candidate there', () => {
  expect(lines([{ model: 'local' }])).toEqual([
    "routes.chat: has no candidate in us-east-1, to which tenant research is bound; add one that is served there, or leave the region out of the tenant's residency",
  ]);
  expect(lines([{ model: 'local', when: { tenants: ['default'] } }])).toEqual([]);
});

test('models that only embed do not stand in for models that only chat', () => {
  expect(lines([{ model: 'embed' }, { model: 'echo' }])).toEqual([
    'routes.chat: mixes embed, which only embeds, with echo, which only chats; make two routes of it',
  ]);
  expect(lines([{ model: 'embed' }, { model: 'llama' }])).toEqual([]);
  expect(lines({ candidates: [{ model: 'embed' }], defaultAnswer: 'x' })).toEqual([
    'routes.chat.defaultAnswer: is for chats, but embed only embeds; leave it out',
  ]);
});

test('a default answer says something', () => {
  expect(lines({ candidates: [{ model: 'llama' }], defaultAnswer: '  ' })).toEqual([
    "routes.chat.defaultAnswer: '  ' says nothing; write an answer, or leave it out",
  ]);
});

test('what is malformed is told where it stands, in either form', () => {
  expect(lines([{ model: 'llama', wieght: 5 }])).toEqual(['routes.chat[0].wieght: is no field here; did you mean weight?']);
  expect(lines({ candidates: [{ model: 'llama' }], strategie: 'priority' })).toEqual([
    'routes.chat.strategie: is no field here; did you mean strategy?',
  ]);
  expect(lines({ candidates: [{ model: 'llama', when: { time: { hours: '8-18' } } }] })).toEqual([
    "routes.chat.candidates[0].when.time.hours: '8-18' is not a pair of times; use one such as 08:00-18:00",
  ]);
  expect(lines([])[0]).toContain('routes.chat: [] is not a');
  expect(lines('llama')).toEqual([
    "routes.chat: 'llama' is not a route; use a list of candidates, e.g. [{ model: 'llama' }], or an object with candidates",
  ]);
});
