import { decodeEventStream } from '../../../../lambda/router/adapters/aws-event-stream.ts';
import { awsError, awsEvent, awsException } from '../support/bedrock-stream.ts';

async function decoded(chunks: readonly Buffer[]): Promise<string> {
  const response = await decodeEventStream({
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    read: async (consume) => {
      for (const chunk of chunks) await consume(chunk);
    },
  });
  expect(response.headers['content-type']).toBe('text/event-stream');
  let text = '';
  await response.read((chunk) => {
    text += chunk.toString();
    return undefined;
  });
  return text;
}

const EVENTS = [
  awsEvent('a', { text: 'ä\n' }),
  awsException('throttlingException', { message: 'slow' }),
  awsError('500', 'oops'),
];
const TEXT =
  'event: a\ndata: {"text":"ä\\n"}\n\n' +
  'event: throttlingException\ndata: {"message":"slow"}\n\n' +
  'event: error\ndata: {"message":"500: oops"}\n\n';

test('events, exceptions and errors become server-sent events', async () => {
  expect(await decoded(EVENTS)).toBe(TEXT);
});

test.each([1, 2, 3, 5, 11, 1_000])('cut into chunks of %d bytes they read the same', async (size) => {
  const bytes = Buffer.concat(EVENTS);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
  expect(await decoded(chunks)).toBe(TEXT);
});

test.each([
  ['that ends within a message', Buffer.concat(EVENTS).subarray(0, -1)],
  ['of other bytes', Buffer.from('data: {}\n\n')],
  ['with a wrong checksum', Buffer.concat([awsEvent('a', {}).subarray(0, -1), Buffer.from([0])])],
])('a stream %s is broken', async (_, bytes) => {
  await expect(decoded([bytes])).rejects.toMatchObject({ name: 'UpstreamFailure', kind: 'broken' });
});
