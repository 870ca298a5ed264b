import { ENOUGH } from '../../../../lambda/router/domain/ports.ts';
import { until } from '../support/files.ts';
import { type Answer, answerJson, startEvents } from '../support/mock-upstream.ts';
import { send, serving, TIMEOUTS, textOf } from '../support/sending.ts';

test('where nobody listens is unreachable', async () => {
  const mock = await serving(() => undefined);
  await mock.close();
  await expect(send(mock)).rejects.toMatchObject({ kind: 'unreachable', message: 'ECONNREFUSED' });
});

test('a connection that closes before the headers is unreachable', async () => {
  const mock = await serving((response) => response.destroy());
  await expect(send(mock)).rejects.toMatchObject({ kind: 'unreachable' });
});

test('no headers in time is slow', async () => {
  const mock = await serving(() => undefined);
  await expect(send(mock)).rejects.toMatchObject({ kind: 'slow' });
  await until(() => mock.aborted() === 1);
});

test('headers but no first chunk in time is slow', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    response.flushHeaders();
  });
  await expect(textOf(await send(mock))).rejects.toMatchObject({ kind: 'slow' });
});

test('silence between chunks is a stall, and the upstream is let go', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    response.write('data: 1\n\n');
  });
  await expect(textOf(await send(mock))).rejects.toMatchObject({ kind: 'stalled' });
  await until(() => mock.aborted() === 1);
});

test('what came in time counts, also when this process was kept from reading it', async () => {
  const mock = await serving((response) => {
    response.write('one ');
    setTimeout(() => response.write('two '), 20);
    setTimeout(() => response.end('three'), 40);
  });
  const response = await send(mock);
  let text = '';
  await response.read((chunk) => {
    text += chunk;
    // Longer than the upstream may be silent: its timer and ours are both overdue before the socket is looked at.
    const end = Date.now() + 4 * TIMEOUTS.stallMs;
    while (text === 'one two ' && Date.now() < end);
    return undefined;
  });
  expect(text).toBe('one two three');
});

test('a body that ends early is broken', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    response.write('data: 1\n\n', () => response.destroy());
  });
  await expect(textOf(await send(mock))).rejects.toMatchObject({ kind: 'broken' });
});

test.each([
  ['before the headers', () => undefined],
  ['in the middle of the body', (response: Parameters<Answer>[0]) => response.write('data: 1\n\n')],
])('a call that is cancelled %s lets the upstream go', async (_, answer) => {
  const leaving = new AbortController();
  const mock = await serving(answer);
  const answered = send(mock, { signal: leaving.signal }).then(textOf);
  const refused = expect(answered).rejects.toMatchObject({ kind: 'cancelled' });
  await until(() => mock.seen.length === 1);
  leaving.abort();
  await refused;
  await until(() => mock.aborted() === 1);
});

test('a call that is cancelled beforehand is not made', async () => {
  const mock = await serving((response) => answerJson(response, 200, {}));
  await expect(send(mock, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  expect(mock.seen).toEqual([]);
});

test('a reader that throws gets its own error back, and the upstream is let go', async () => {
  const mock = await serving((response) => {
    response.write('chunk');
  });
  const response = await send(mock);
  await expect(
    response.read(() => {
      throw new Error('enough');
    }),
  ).rejects.toThrow('enough');
  await until(() => mock.aborted() === 1);
});

test('a call that is cancelled while its reader is busy hands over nothing more', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    for (let event = 0; event < 200; event++) response.write('x'.repeat(1_000));
  });
  const gate: { open?: () => void } = {};
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let chunks = 0;
  const leaving = new AbortController();
  const response = await send(mock, { signal: leaving.signal });
  const read = response.read(() => {
    chunks += 1;
    return opened;
  });
  await until(() => chunks === 1);
  leaving.abort();
  await expect(read).rejects.toMatchObject({ kind: 'cancelled' });
  gate.open?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(chunks).toBe(1);
});

test('a slow reader holds the upstream back, for longer than it may be silent, and gets every byte in the end', async () => {
  const total = 16 * 1024 * 1024;
  let sent = 0;
  const mock = await serving((response) => {
    const more = () => {
      while (sent < total) {
        sent += 65_536;
        if (!response.write(Buffer.alloc(65_536, 'x'))) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  });
  const gate: { open?: () => void } = {};
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let received = 0;
  const response = await send(mock);
  const read = response.read((chunk) => {
    received += chunk.length;
    return received === chunk.length ? opened : undefined;
  });
  await new Promise((resolve) => setTimeout(resolve, 3 * TIMEOUTS.stallMs));
  expect(received).toBeLessThanOrEqual(65_536);
  expect(sent).toBeLessThan(total);
  gate.open?.();
  await read;
  expect(received).toBe(total);
});

test('chunks that say nothing do not keep an upstream from falling silent', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    response.write('word');
    const pings = setInterval(() => response.write('ping'), 10);
    response.on('close', () => clearInterval(pings));
  });
  const response = await send(mock);
  let latest = '';
  const read = response.read(
    (chunk) => {
      latest = chunk.toString();
      return undefined;
    },
    () => latest.includes('word'),
  );
  await expect(read).rejects.toMatchObject({ kind: 'stalled' });
  await until(() => mock.aborted() === 1);
});

test('chunks that say something do', async () => {
  let words = 0;
  const mock = await serving((response) => {
    const speaking = setInterval(() => {
      words += 1;
      response.write('word');
      if (words < 30) return;
      clearInterval(speaking);
      response.end();
    }, 10);
  });
  const response = await send(mock);
  let asked = 0;
  await response.read(
    () => undefined,
    () => {
      asked += 1;
      return true;
    },
  );
  expect(words).toBe(30);
  expect(asked).toBeGreaterThan(1);
});

test('a reader that has had enough is through; an upstream that ends then keeps its connection', async () => {
  const mock = await serving((response) => {
    startEvents(response);
    response.write('last');
    setTimeout(() => response.end(), 5);
  });
  const response = await send(mock);
  await response.read(() => ENOUGH);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(mock.aborted()).toBe(0);
});

test.each([
  ['goes on', (response: Parameters<Answer>[0]) => response.write('more')],
  ['does not end', () => undefined],
])('an upstream that %s after its reader had enough is let go, and nothing is handed over', async (_, then) => {
  const mock = await serving((response) => {
    startEvents(response);
    response.write('last');
    setTimeout(() => then(response), 10);
  });
  const chunks: string[] = [];
  const response = await send(mock);
  await response.read((chunk) => {
    chunks.push(chunk.toString());
    return ENOUGH;
  });
  await until(() => mock.aborted() === 1);
  expect(chunks).toEqual(['last']);
});
