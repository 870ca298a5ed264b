import { indexDocuments } from '../../../../lambda/log-indexer/domain/index-documents.ts';
import type { LogDocument } from '../../../../lambda/log-indexer/domain/log-documents.ts';

const document = (id: string): LogDocument => ({
  index: 'logs-router',
  body: { '@timestamp': '2026-11-21T00:00:00.000Z', id, logGroup: 'g', logStream: 's', message: '{"a":1}', fields: { a: 1 } },
});

/** Answers each time with the next list of statuses, the last one for ever. */
function collection(...answers: number[][]) {
  const written: (readonly LogDocument[])[] = [];
  const waited: number[] = [];
  return {
    ...{ written, waited },
    write: async (documents: readonly LogDocument[]) => {
      written.push(documents);
      return answers[Math.min(written.length, answers.length) - 1] ?? [];
    },
    wait: async (milliseconds: number) => void waited.push(milliseconds),
  };
}

test('what is taken at once is written once', async () => {
  const ports = collection([201, 201]);
  await indexDocuments([document('a'), document('b')], ports);
  expect(ports.written).toHaveLength(1);
  expect(ports.waited).toEqual([]);
});

test('nothing to write asks nobody', async () => {
  const ports = collection([201]);
  await indexDocuments([], ports);
  expect(ports.written).toEqual([]);
});

test('only what was refused is written again, after a pause that grows', async () => {
  const ports = collection([201, 429, 503], [429, 201], [201]);
  await indexDocuments([document('a'), document('b'), document('c')], ports);
  expect(ports.written.map((part) => part.map(({ body }) => body.id))).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']]);
  expect(ports.waited).toEqual([400, 800]);
});

test('a line whose fields do not fit its index is kept as text', async () => {
  const ports = collection([400], [201]);
  await indexDocuments([document('a')], ports);
  const { fields: _, ...body } = document('a').body;
  expect(ports.written[1]).toEqual([{ index: 'logs-router', body }]);
});

test('what is refused four times is an error, so that the batch comes again', async () => {
  const ports = collection([201, 429], [429]);
  await expect(indexDocuments([document('a'), document('b')], ports)).rejects.toThrow('1 of 2 log lines were refused 4 times');
  expect(ports.written).toHaveLength(4);
});

test('a document without a status was not taken', async () => {
  await expect(indexDocuments([document('a')], collection([]))).rejects.toThrow('1 of 1 log lines');
});
