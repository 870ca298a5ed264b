import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../../../lambda/common/sqlite.ts';
import { dynamoDbSessions } from '../../../../lambda/router/adapters/dynamodb-sessions.ts';
import { sqliteSessions } from '../../../../lambda/router/adapters/sqlite-sessions.ts';
import { type SessionStore, SessionUnreadable, type Turn } from '../../../../lambda/router/domain/sessions/store.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { temporaryFolder } from '../support/files.ts';

const KEY = { tenant: 'research', principal: 'key-1', id: 'talk' };
const PLENTY = 1_000_000;
const NOW = Date.now();
const LATER = Math.floor(NOW / 1000) + 3600;
const turn = (content: string): Turn => ({ messages: [{ role: 'user', content }] });

const folder = temporaryFolder();
let aws: FakeAws;
let file = '';
let files = 0;

beforeAll(async () => {
  aws = await fakeAws();
});
beforeEach(() => {
  aws.items.clear();
  aws.failing = false;
  file = path.join(folder, `${files++}.sqlite`);
});
afterAll(() => aws.close());

describe.each<[string, () => SessionStore]>([
  ['dynamodb', () => dynamoDbSessions('sessions')],
  ['sqlite', () => sqliteSessions(file)],
])('%s', (_, open) => {
  test('a conversation that nobody has had is empty', async () => {
    expect(await open().load(KEY, PLENTY, NOW)).toEqual({ turns: [], next: 1 });
  });

  test('turns come back in their order, and the next number follows the last one', async () => {
    const store = open();
    for (const number of [1, 2, 3]) expect(await store.append(KEY, number, turn(`turn ${number}`), LATER)).toBe(true);
    expect(await store.load(KEY, PLENTY, NOW)).toEqual({ turns: [turn('turn 1'), turn('turn 2'), turn('turn 3')], next: 4 });
  });

  test('of two turns with one number the first stays', async () => {
    const store = open();
    const stored = await Promise.all(['a', 'b', 'c'].map((text) => store.append(KEY, 1, turn(text), LATER)));
    expect(stored.filter((done) => done)).toHaveLength(1);
    expect((await store.load(KEY, PLENTY, NOW)).turns).toEqual([turn('abc'[stored.indexOf(true)] ?? '')]);
  });

  test.each([
    ['tenant', { tenant: 'sales' }],
    ['principal', { principal: 'key-2' }],
    ['principal that begins alike', { principal: 'key-1#0000000001' }],
    ['id', { id: 'talk2' }],
  ])('another %s has another conversation', async (_name, other) => {
    const store = open();
    await store.append(KEY, 1, turn('mine'), LATER);
    await store.append({ ...KEY, ...other }, 1, turn('theirs'), LATER);
    expect((await store.load(KEY, PLENTY, NOW)).turns).toEqual([turn('mine')]);
    expect((await store.load({ ...KEY, ...other }, PLENTY, NOW)).turns).toEqual([turn('theirs')]);
  });

  test('a conversation that is forgotten begins anew, and no other is touched', async () => {
    const store = open();
    const others = [{ tenant: 'sales' }, { principal: 'key-2' }, { principal: 'key-1#0000000001' }, { id: 'talk2' }];
    for (let number = 1; number <= 60; number++) await store.append(KEY, number, turn(`turn ${number}`), LATER);
    for (const other of others) await store.append({ ...KEY, ...other }, 1, turn('theirs'), LATER);
    await store.forget(KEY);
    expect(await store.load(KEY, PLENTY, NOW)).toEqual({ turns: [], next: 1 });
    for (const other of others) expect((await store.load({ ...KEY, ...other }, PLENTY, NOW)).turns).toEqual([turn('theirs')]);
    await store.forget(KEY);
    expect(await store.append(KEY, 1, turn('again'), LATER)).toBe(true);
  });

  test('what has expired is not read, and its number is not given again while it is there', async () => {
    const store = open();
    await store.append(KEY, 1, turn('old'), LATER);
    await store.append(KEY, 2, turn('new'), LATER + 60);
    const then = (LATER + 1) * 1000;
    expect(await store.load(KEY, PLENTY, then)).toEqual({ turns: [turn('new')], next: 3 });
    expect(await store.load(KEY, PLENTY, then + 60_000)).toEqual({ turns: [], next: 3 });
  });

  test('of a long conversation the newest turns are read, as many as were asked for and one more', async () => {
    const store = open();
    for (let number = 1; number <= 230; number++) await store.append(KEY, number, turn('x'.repeat(100)), LATER);
    const { turns, next } = await store.load(KEY, 150 * JSON.stringify(turn('x'.repeat(100))).length, NOW);
    expect(next).toBe(231);
    expect(turns.length).toBeGreaterThan(150);
    expect(turns.length).toBeLessThanOrEqual(200);
    expect((await store.load(KEY, PLENTY, NOW)).turns).toHaveLength(230);
  });
});

describe('dynamodb', () => {
  test('a row has the partition of its tenant and session, and goes when it expires', async () => {
    await dynamoDbSessions('sessions').append(KEY, 7, turn('hi'), LATER);
    const [row] = [...aws.items.values()];
    expect(row?.pk).toEqual({ S: 'research#talk' });
    expect(row?.sk?.S).toMatch(/^[0-9a-f]{64}#0000000007$/);
    expect(row?.expiresAt).toEqual({ N: String(LATER) });
  });

  test('a table out of reach is an error, not an empty conversation', async () => {
    aws.failing = true;
    await expect(dynamoDbSessions('sessions').load(KEY, PLENTY, NOW)).rejects.toThrow();
    await expect(dynamoDbSessions('sessions').append(KEY, 1, turn('a'), LATER)).rejects.toThrow();
    await expect(dynamoDbSessions('sessions').forget(KEY)).rejects.toThrow();
  });
});

describe('sqlite', () => {
  test("no word of a conversation stands in the file, and the key is its owner's only", async () => {
    await sqliteSessions(file).append(KEY, 1, turn('the secret harbour'), LATER);
    openDatabase(file, '').exec('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(readFileSync(file).includes('harbour')).toBe(false);
    expect(statSync(`${file}.session-key`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${file}.session-key`)).toHaveLength(32);
  });

  test('a second process reads what the first one wrote', async () => {
    await sqliteSessions(file).append(KEY, 1, turn('a'), LATER);
    expect((await sqliteSessions(file).load(KEY, PLENTY, NOW)).turns).toEqual([turn('a')]);
  });

  test('a row that was moved to another conversation is not read there', async () => {
    const store = sqliteSessions(file);
    await store.append(KEY, 1, turn('a'), LATER);
    openDatabase(file, '').exec("UPDATE session_turns SET tenant = 'sales'");
    await expect(store.load({ ...KEY, tenant: 'sales' }, PLENTY, NOW)).rejects.toThrow();
  });

  test.each([
    ['lost', (key: string) => rmSync(key), 'under another key'],
    ['cut off', (key: string) => truncateSync(key, 7), 'holds no key of 32 bytes'],
  ])('a key that is %s is named with what to do, and is nothing that passes', async (_name, spoil, what) => {
    const keyFile = `${file}.session-key`;
    await sqliteSessions(file).append(KEY, 1, turn('a'), LATER);
    spoil(keyFile);
    const load = async () => sqliteSessions(file).load(KEY, PLENTY, NOW);
    await expect(load()).rejects.toThrow(SessionUnreadable);
    await expect(load()).rejects.toThrow(what);
    await expect(load()).rejects.toThrow(keyFile);
  });

  test('what cannot be read can be forgotten', async () => {
    await sqliteSessions(file).append(KEY, 1, turn('a'), LATER);
    rmSync(`${file}.session-key`);
    const store = sqliteSessions(file);
    await store.forget(KEY);
    expect(await store.load(KEY, PLENTY, NOW)).toEqual({ turns: [], next: 1 });
  });

  test('what has expired is deleted when somebody goes on', async () => {
    const store = sqliteSessions(file);
    await store.append(KEY, 1, turn('a'), Math.floor(Date.now() / 1000) - 1);
    await store.append({ ...KEY, id: 'other' }, 1, turn('b'), LATER);
    expect(openDatabase(file, '').prepare('SELECT session FROM session_turns').all()).toMatchObject([{ session: 'other' }]);
  });
});
