import { PassThrough, Writable } from 'node:stream';
import { BufferedSink, type HttpResponseStream, StreamSink } from '../../../../lambda/router/adapters/response-sinks.ts';
import { whyClosed } from '../../../../lambda/router/domain/ports.ts';

/** A response stream whose bytes go through when the test says so. */
class SlowStream extends Writable {
  readonly received: string[] = [];
  metadata: unknown;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    super({ highWaterMark: 4 });
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.received.push(chunk.toString());
    this.#waiting.push(done);
  }

  letThrough(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
}

const HTTP: HttpResponseStream = {
  from: (stream, metadata) => Object.assign(stream as SlowStream, { metadata }),
};

function started() {
  const stream = new SlowStream();
  const sink = new StreamSink(stream, HTTP);
  sink.start(201, { 'content-type': 'text/plain' });
  return { stream, sink };
}

const settled = async (promise: Promise<void>) => {
  const pending = Symbol('pending');
  return (await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 5, pending))])) !== pending;
};

test('status and headers go through the runtime', () => {
  expect(started().stream.metadata).toEqual({ statusCode: 201, headers: { 'content-type': 'text/plain' } });
});

test('bytes arrive in order, and the end waits for the last of them', async () => {
  const { stream, sink } = started();
  sink.write('a');
  sink.write(Buffer.from('b'));
  const end = sink.end();
  expect(await settled(end)).toBe(false);
  stream.letThrough();
  await new Promise(setImmediate);
  stream.letThrough();
  await end;
  expect(stream.received.join('')).toBe('ab');
  expect(sink.closed.aborted).toBe(false);
});

test('who is told to stop can still say so, and the reason is no client that left', async () => {
  const { stream, sink } = started();
  sink.stop();
  expect(whyClosed(sink.closed).kind).toBe('stopped');
  sink.write('last words');
  const end = sink.end();
  stream.letThrough();
  await end;
  expect(stream.received).toEqual(['last words']);
});

test('a client that reads slowly asks for a pause, and drained waits for it', async () => {
  const { stream, sink } = started();
  expect(sink.write('12345')).toBe(false);
  const drained = sink.drained();
  expect(await settled(drained)).toBe(false);
  stream.letThrough();
  await drained;
  expect(sink.write('1')).toBe(true);
});

test.each([
  ['closes', undefined],
  ['fails', new Error('EPIPE')],
])('when the connection %s, whoever waits goes on, and nothing is written any more', async (_, error) => {
  const { stream, sink } = started();
  sink.write('12345');
  const drained = sink.drained();
  stream.destroy(error);
  await drained;
  expect(sink.closed.aborted).toBe(true);
  expect(sink.write('more')).toBe(true);
  await sink.drained();
  await sink.end();
  expect(stream.received).toEqual(['12345']);
});

test('a client that leaves while the end is on its way does not hold it up', async () => {
  const { stream, sink } = started();
  sink.write('a');
  const end = sink.end();
  stream.destroy();
  await end;
  expect(sink.closed.aborted).toBe(true);
});

test('a runtime that gives another stream in exchange is watched, too', async () => {
  const raw = new PassThrough();
  const given = new SlowStream();
  const sink = new StreamSink(raw, { from: () => given });
  sink.start(200, {});
  sink.write('a');
  given.destroy(new Error('gone'));
  await new Promise(setImmediate);
  expect([given.received, sink.closed.aborted]).toEqual([['a'], true]);
});

test('a buffered answer is a proxy result', async () => {
  const sink = new BufferedSink();
  sink.start(200, { 'content-type': 'text/plain' });
  sink.write('größe ');
  sink.write(Buffer.from('über'));
  await sink.end();
  expect(sink.result).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'größe über',
    isBase64Encoded: false,
  });
});

test('a character whose bytes come in two writes is whole', () => {
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
  const sink = new BufferedSink();
  sink.start(200, {});
  sink.write(first);
  sink.write(second);
  expect(sink.result.body).toBe('é');
});
