import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { bodyReader } from '../../../tools/local/read-body.ts';

const MB = 1024 * 1024;

/** A request whose body comes as the test says. */
function sending(readBody: ReturnType<typeof bodyReader>) {
  const stream = new PassThrough({ highWaterMark: 64 * MB });
  const read = readBody(stream as unknown as IncomingMessage);
  const send = async (bytes: number) => {
    stream.write(Buffer.alloc(bytes));
    await new Promise(setImmediate);
  };
  return { stream, read, send };
}

test('a body comes in one piece', async () => {
  const { stream, read } = sending(bodyReader());
  stream.write('{"a"');
  stream.end(':1}');
  expect(String(await read)).toBe('{"a":1}');
});

test('more than the limit of a body is too large, however it comes', async () => {
  const { read, send } = sending(bodyReader());
  for (let sent = 0; sent <= 10; sent++) await send(MB);
  expect(await read).toBe('too-large');
});

test('who leaves before the end is gone', async () => {
  const { stream, read, send } = sending(bodyReader());
  await send(10);
  stream.destroy();
  expect(await read).toBe('gone');
});

test('bodies that arrive have so much room together; small ones always have some, and what is over makes room', async () => {
  const readBody = bodyReader(3 * MB);
  const [slow, leaving, late] = [sending(readBody), sending(readBody), sending(readBody)];
  await slow.send(2 * MB);
  await leaving.send(MB);
  await late.send(MB);
  expect(await late.read).toBe('overloaded');
  const small = sending(readBody);
  await small.send(32 * 1024);
  small.stream.end();
  expect((await small.read).length).toBe(32 * 1024);
  leaving.stream.destroy();
  expect(await leaving.read).toBe('gone');
  const next = sending(readBody);
  await next.send(MB);
  next.stream.end();
  expect((await next.read).length).toBe(MB);
  slow.stream.end();
  expect((await slow.read).length).toBe(2 * MB);
});
