import type { ApiKeyRecord } from '../../../lambda/authorizer/contract.ts';
import { keyTable, shown } from '../../../tools/keys/key-table.ts';

const now = new Date('2026-06-01T00:00:00Z');
const record: ApiKeyRecord = {
  keyId: 'aaaaaaaaaaaaaaaa',
  hash: 'h4sh',
  tenant: 'research',
  label: 'notebook',
  createdAt: '2026-01-01T10:00:00.000Z',
};
const at = (date: Date) => date.getTime() / 1000;

test('a key is active, expired from its second on, or revoked', () => {
  expect(shown(record, now).status).toBe('active');
  expect(shown({ ...record, expiresAt: at(now) + 1 }, now).status).toBe('active');
  expect(shown({ ...record, expiresAt: at(now) }, now).status).toBe('expired');
  expect(shown({ ...record, expiresAt: at(now), revokedAt: '2026-02-01T00:00:00.000Z' }, now).status).toBe('revoked');
});

test('the hash is not shown', () => {
  expect(shown({ ...record, expiresAt: at(now) }, now)).toEqual({
    keyId: 'aaaaaaaaaaaaaaaa',
    tenant: 'research',
    label: 'notebook',
    status: 'expired',
    createdAt: '2026-01-01T10:00:00.000Z',
    expiresAt: '2026-06-01T00:00:00.000Z',
  });
});

test('the table lines up', () => {
  expect(
    keyTable([shown(record, now), shown({ ...record, tenant: 'a', expiresAt: at(now), label: '' }, now)]).split('\n'),
  ).toEqual([
    'KEY ID            TENANT    STATUS   CREATED     EXPIRES     LABEL',
    'aaaaaaaaaaaaaaaa  research  active   2026-01-01  never       notebook',
    'aaaaaaaaaaaaaaaa  a         expired  2026-01-01  2026-06-01',
    '',
  ]);
});

test('a label cannot send control characters to the terminal', () => {
  expect(keyTable([shown({ ...record, label: 'red \u001b[31m\nline' }, now)])).toContain('red  [31m line');
});
