import fc from 'fast-check';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';
import { facts, route } from '../routing/support.ts';

const { models } = facts();
const candidate = {
  model: 'a',
  weight: 9,
  when: {
    tenants: ['research'],
    regions: ['eu-west-1'],
    time: [{ days: ['mon'], hours: '08:00-24:00', zone: 'America/New_York' }],
    contextTokens: { max: 9 },
    complexity: { min: 0.5 },
    stream: false,
  },
};
const problemOf = (members: object) => {
  const parsed = parseRouterConfig(JSON.stringify({ version: 1, models, ...members }));
  return 'problem' in parsed ? parsed.problem : 'none';
};
const problems = (value: unknown) => problemOf({ routes: { chat: value } });
const spoilt = (parts: object) => problems(route([{ ...candidate, ...parts } as typeof candidate as never]));

test('a route with everything is right, and so is a small one', () => {
  expect(problems({ ...route([candidate as never]), strategy: 'weighted', defaultAnswer: 'Later.' })).toBe('none');
  expect(problems(route([{ model: 'a' }, { model: 'b' }]))).toBe('none');
});

test.each<[unknown, string]>([
  [5, "'routes.chat' must be an object, not 5"],
  [{ ...route([{ model: 'a' }]), strategy: 'dice' }, "'routes.chat.strategy' must be 'priority' or 'weighted'"],
  [route([]), "'routes.chat.candidates' must be an array with at least one entry"],
  [{ ...route([{ model: 'a' }]), fallback: 1 }, "'routes.chat.fallback' is not known; known are strategy"],
  [route([{ model: 'a' }, { model: 'a' }]), "'routes.chat.candidates' names the model 'a' twice"],
])('%j is refused by name', (value, sentence) => {
  expect(problems(value)).toContain(sentence);
});

test.each<[object, string]>([
  [{ model: 1 }, "'routes.chat.candidates[0].model' must be"],
  [{ weight: 0 }, "'routes.chat.candidates[0].weight' must be a number above 0"],
  [{ when: { moon: 1 } }, "'routes.chat.candidates[0].when.moon' is not known"],
  [{ when: { tenants: [] } }, "'routes.chat.candidates[0].when.tenants' must be"],
  [
    { when: { time: [{ days: ['mon'] }, { days: ['tue'], zone: 'Mars/Base' }] } },
    "'routes.chat.candidates[0].when.time[1].zone' must be a time zone such as Europe/Berlin, not 'Mars/Base'",
  ],
  [
    { when: { time: [{ hours: '8-18' }] } },
    "'routes.chat.candidates[0].when.time[0].hours' must be two times such as 08:00-18:00",
  ],
  [{ when: { contextTokens: { max: '9' } } }, "'routes.chat.candidates[0].when.contextTokens.max' must be"],
])('a candidate with %j is refused by name', (parts, sentence) => {
  expect(spoilt(parts)).toContain(sentence);
});

test('an alias is not also a model', () => {
  expect(problemOf({ routes: { a: route([{ model: 'b' }]) } })).toBe(
    "'routes.a' is also the name of a model; rename one of them",
  );
});

test('tenants are bound to at least one region', () => {
  expect(problemOf({ residency: { research: ['eu-west-1'] } })).toBe('none');
  expect(problemOf({ residency: { research: [] } })).toContain("'residency.research' must be");
  expect(problemOf({ residency: [] })).toContain("'residency' must be an object");
});

test('any JSON value is a list of routes or gives sentences', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(problems(value)).toMatch(/^'routes\.chat/);
      expect(spoilt({ when: value as object })).toMatch(/^none$|^'routes\.chat/);
    }),
  );
});
