import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type RedisConnection, redisConnection, UnexpectedReply } from '../../../../lambda/router/adapters/redis-connection.ts';
import { eventually } from '../../../support/eventually.ts';

// What a Redis may do to a connection, said by a server that knows the protocol a little. Real servers that are killed: npm run test:redis.

interface Fake {
  readonly connection: RedisConnection;
  readonly seen: string[];
  readonly sockets: () => number;
}

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const HELLO = '%1\r\n$5\r\nproto\r\n:3\r\n';

/** @param answer to a command, by how many there were before it; undefined closes the connection */
async function fake(answer: (before: number) => string | undefined, password?: () => Promise<string>): Promise<Fake> {
  const seen: string[] = [];
  const open = new Set<Socket>();
  let sockets = 0;
  const server = createServer((socket) => {
    sockets += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const command of chunk.toString().split(/(?=\*\d+\r\n)/)) {
        const line = command
          .split('\r\n')
          .filter((_, i) => i % 2 === 0 && i > 0)
          .join(' ')
          .trim();
        const text = /^hello/i.test(line) ? HELLO : answer(seen.filter((earlier) => !/^hello/i.test(earlier)).length);
        seen.push(line);
        if (text === undefined) socket.destroy();
        else socket.write(text);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `redis://router@127.0.0.1:${(server.address() as AddressInfo).port}?iam=unused`;
  const connection = redisConnection(url, { commandTimeoutMs: 300, password });
  const close = () => {
    connection.close();
    server.close();
    for (const socket of open) socket.destroy();
  };
  opened.push(close);
  return { connection, seen, sockets: () => sockets };
}

const get = (connection: RedisConnection) => connection.run((redis) => redis.get('key'));

test('commands share one connection, which nobody makes before it is needed', async () => {
  const { connection, sockets } = await fake(() => '$2\r\nhi\r\n');
  expect(sockets()).toBe(0);
  expect(await Promise.all([get(connection), get(connection), get(connection)])).toEqual(['hi', 'hi', 'hi']);
  expect(sockets()).toBe(1);
});

test.each(['-READONLY You cannot write against a read only replica.\r\n', '-NOAUTH Authentication required.\r\n', undefined])(
  'after %j the same is asked once more, on a new connection and with a new password',
  async (first) => {
    let passwords = 0;
    const { connection, seen, sockets } = await fake(
      (before) => (before === 0 ? first : '$2\r\nhi\r\n'),
      async () => `password${++passwords}`,
    );
    expect(await get(connection)).toBe('hi');
    expect(sockets()).toBe(2);
    expect(seen.filter((line) => /hello/i.test(line)).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      expect.stringContaining('router password1'),
      expect.stringContaining('router password2'),
    ]);
  },
);

test('what stays as it is is an error after the second time, and the next request begins anew', async () => {
  const { connection, sockets } = await fake((before) => (before < 2 ? '-READONLY no\r\n' : '$2\r\nhi\r\n'));
  await expect(get(connection)).rejects.toThrow(/Redis at redis:\/\/127\.0\.0\.1:\d+: READONLY no/);
  expect(await eventually(() => get(connection).catch(() => undefined))).toBe('hi');
  expect(sockets()).toBe(3);
});

test.each(['-OOM command not allowed\r\n', '-MISCONF no disk\r\n', '-LOADING\r\n'])(
  '%j is an error at once, and the connection stays',
  async (says) => {
    const { connection, seen, sockets } = await fake((before) => (before === 0 ? says : '$2\r\nhi\r\n'));
    await expect(get(connection)).rejects.toThrow(says.slice(1, 4));
    expect(await get(connection)).toBe('hi');
    expect([sockets(), seen.filter((line) => line.startsWith('get')).length]).toEqual([1, 2]);
  },
);

test('a late answer is an error, is not asked for again, and reaches nobody: its connection is gone', async () => {
  const { connection, seen, sockets } = await fake((before) => (before === 0 ? '' : '$2\r\nhi\r\n'));
  await expect(get(connection)).rejects.toThrow('no answer within 300 ms');
  expect(seen.filter((line) => line.startsWith('get'))).toHaveLength(1);
  // On a busy machine the next one may be late as well.
  expect(await eventually(() => get(connection).catch(() => undefined))).toBe('hi');
  expect(sockets()).toBeGreaterThan(1);
});

test('an answer that cannot be one gives up the connection', async () => {
  const { connection, sockets } = await fake(() => '$2\r\nhi\r\n');
  let first = true;
  const answer = await connection.run(async (redis) => {
    const value = await redis.get('key');
    if (first) {
      first = false;
      throw new UnexpectedReply('not mine');
    }
    return value;
  });
  expect([answer, sockets()]).toEqual(['hi', 2]);
});

test('a password that cannot be had is an error that says why', async () => {
  const { connection, sockets } = await fake(
    () => '$2\r\nhi\r\n',
    () => Promise.reject(new Error("secret 'redis/password' is not there")),
  );
  await expect(get(connection)).rejects.toThrow(
    /no connection to Redis at redis:\/\/127\.0\.0\.1:\d+: secret 'redis\/password' is not there/,
  );
  expect(sockets()).toBe(0);
});
