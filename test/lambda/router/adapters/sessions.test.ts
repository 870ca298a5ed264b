import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { sessionsFrom } from '../../../../lambda/router/adapters/sessions.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
const KEY = { tenant: 'research', principal: 'key-1', id: 'talk' };
const TURN = { messages: [{ role: 'user', content: 'hi' }] } as const;

test('an environment that names no store has none', () => {
  expect(sessionsFrom({})).toEqual({});
});

test('a store of another kind is refused by name', () => {
  expect(() => sessionsFrom({ SESSIONS: 'redis://127.0.0.1' })).toThrow(
    "environment variable SESSIONS is 'redis://127.0.0.1'; it must start with one of dynamodb:, sqlite:",
  );
});

test('a file that cannot be opened is an error of the request, and the next one tries again', async () => {
  const place = path.join(folder, 'later');
  const { sessions } = sessionsFrom({ SESSIONS: `sqlite:${path.join(place, 'state.sqlite')}` });
  await expect(sessions?.load(KEY, 1_000, Date.now())).rejects.toThrow();
  mkdirSync(place);
  expect(await sessions?.append(KEY, 1, TURN, Math.floor(Date.now() / 1000) + 60)).toBe(true);
  expect(await sessions?.load(KEY, 1_000, Date.now())).toEqual({ turns: [TURN], next: 2 });
  await sessions?.forget(KEY);
  expect(await sessions?.load(KEY, 1_000, Date.now())).toEqual({ turns: [], next: 1 });
});
