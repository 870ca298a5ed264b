import fc from 'fast-check';
import type { UsageRow } from '../../../../lambda/router/contract/usage.ts';
import { rowOf, writeRows } from '../../../../lambda/usage-writer/domain/write-rows.ts';

const ROW = {
  ...{ tenant: 'research', requestId: 'request-1', attempt: 1, at: '2026-01-02T03:04:05.678Z' },
  ...{ inputTokens: 3, outputTokens: 4, model: 'gpt' },
};

const writing = (failing: (row: UsageRow) => boolean = () => false) => {
  const rows: UsageRow[] = [];
  const lines: unknown[] = [];
  const put = async (row: UsageRow) => {
    if (failing(row)) throw new Error('throttled');
    rows.push(row);
  };
  return { rows, lines, ports: { put, log: (...line: unknown[]) => void lines.push(line) } };
};
const message = (messageId: string, body: unknown) => ({ messageId, body: JSON.stringify(body) });

test('every row of a batch is put as it came', async () => {
  const { rows, ports } = writing();
  expect(await writeRows([message('a', ROW), message('b', { ...ROW, attempt: 2 })], ports)).toEqual([]);
  expect(rows).toEqual([ROW, { ...ROW, attempt: 2 }]);
});

test('only what failed comes again', async () => {
  const { rows, lines, ports } = writing(({ attempt }) => attempt === 2);
  expect(await writeRows([message('a', ROW), message('b', { ...ROW, attempt: 2 })], ports)).toEqual(['b']);
  expect(rows).toEqual([ROW]);
  expect(lines).toEqual([['error', 'usage row not written', { messageId: 'b', error: 'throttled' }]]);
});

test.each([
  ['no JSON', 'half a ro'],
  ['null', 'null'],
  ['no tenant', JSON.stringify({ ...ROW, tenant: '' })],
  ['no time', JSON.stringify({ ...ROW, at: 'yesterday' })],
  ['tokens below 0', JSON.stringify({ ...ROW, outputTokens: -1 })],
  ['half an attempt', JSON.stringify({ ...ROW, attempt: 1.5 })],
])('a message with %s fails alone and is not in the log', async (_, body) => {
  const { rows, lines, ports } = writing();
  expect(await writeRows([{ messageId: 'bad', body }, message('a', ROW)], ports)).toEqual(['bad']);
  expect(rows).toEqual([ROW]);
  expect(JSON.stringify(lines)).not.toContain('research');
});

test('whatever a message holds, it is a row or an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      let row: UsageRow;
      try {
        row = rowOf(body);
      } catch {
        return;
      }
      expect(row.tenant).not.toBe('');
    }),
  );
});
