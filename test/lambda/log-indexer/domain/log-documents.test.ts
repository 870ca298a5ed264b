import { asText, type LogBatch, logDocuments } from '../../../../lambda/log-indexer/domain/log-documents.ts';

const batch = (...messages: string[]): LogBatch => ({
  messageType: 'DATA_MESSAGE',
  logGroup: 'acme-router',
  logStream: '2026/11/21/[live]0123',
  subscriptionFilters: ['router'],
  logEvents: messages.map((message, id) => ({ id: `${id}`, timestamp: 1_795_000_000_000 + id, message })),
});

test('each line becomes a document of the index of its source, with its time and where it was written', () => {
  expect(logDocuments(batch('START', '{"level":"info","status":200}'))).toEqual([
    {
      index: 'logs-router',
      body: {
        '@timestamp': '2026-11-18T11:06:40.000Z',
        ...{ id: '0', logGroup: 'acme-router', logStream: '2026/11/21/[live]0123', message: 'START' },
      },
    },
    {
      index: 'logs-router',
      body: {
        '@timestamp': '2026-11-18T11:06:40.001Z',
        ...{ id: '1', logGroup: 'acme-router', logStream: '2026/11/21/[live]0123', message: '{"level":"info","status":200}' },
        fields: { level: 'info', status: 200 },
      },
    },
  ]);
});

test.each(['{"cut', '[1]', '3', 'null', ''])('what is no object of JSON is text: %p', (message) => {
  const [document] = logDocuments(batch(message));
  expect(document?.body.message).toBe(message);
  expect(document?.body).not.toHaveProperty('fields');
});

test('the question of CloudWatch whether anybody is there has no lines', () => {
  expect(logDocuments({ ...batch('CWL CONTROL MESSAGE'), messageType: 'CONTROL_MESSAGE' })).toEqual([]);
});

test('as text, a document keeps everything but its fields', () => {
  const [document] = logDocuments(batch('{"a":1}'));
  const [plain] = logDocuments(batch('plain'));
  if (document === undefined || plain === undefined) throw new Error('no document');
  expect(asText(document)).toEqual({ ...plain, body: { ...plain.body, message: '{"a":1}' } });
});
