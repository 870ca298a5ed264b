import { overloadFrom } from '../../../../lambda/router/adapters/overload.ts';

const STAYS = new AbortController().signal;

test('nothing is bounded unless the environment says so', () => {
  expect(overloadFrom({})).toBeUndefined();
  expect(overloadFrom({ MAX_QUEUED: '5' })).toBeUndefined();
});

test('as many are let in as the environment says, and as many wait', async () => {
  const gate = overloadFrom({ MAX_IN_FLIGHT: '2', MAX_QUEUED: '1' });
  const leaving = new AbortController();
  expect([gate?.enter('a', 0, STAYS), gate?.enter('a', 0, STAYS)]).toEqual([undefined, undefined]);
  const waiting = gate?.enter('a', 0, leaving.signal);
  expect(() => gate?.enter('a', 0, STAYS)).toThrow('more requests than it can take');
  leaving.abort();
  await expect(waiting).resolves.toBe(false);
});

test.each([
  ['MAX_IN_FLIGHT', '0', 1],
  ['MAX_IN_FLIGHT', 'many', 1],
  ['MAX_QUEUED', '-1', 0],
  ['MAX_QUEUED', '1.5', 0],
])('%s = %p is refused with a sentence', (name, value, least) => {
  expect(() => overloadFrom({ MAX_IN_FLIGHT: '5', [name]: value })).toThrow(
    `environment variable ${name} is '${value}'; it must be a whole number from ${least} to 9999999`,
  );
});
