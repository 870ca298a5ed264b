import { Redis } from 'ioredis';

export const CONNECT_TIMEOUT_MS = 1_000;

/** There was no answer in time. */
export class Late extends Error {
  override readonly name = 'Late';
}

/**
 * One connection to Redis, which is not made again when it ends.
 *
 * @throws Error that says why there is none
 */
export async function openRedis({ protocol, hostname, port, username }: URL, password: string | undefined): Promise<Redis> {
  const client = new Redis({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password !== undefined && { password }),
    ...(protocol === 'rediss:' && { tls: {} }),
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Another one is made when somebody needs it, with a new password and a new look at the name.
    retryStrategy: null,
    enableOfflineQueue: false,
    // Two commands less before the first answer, and two rights less for the user.
    enableReadyCheck: false,
    disableClientInfo: true,
    // Closing a connection that is gone already keeps the process waiting for so long.
    disconnectTimeout: 100,
  });
  let reason: string | undefined;
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await within(client.connect(), CONNECT_TIMEOUT_MS);
    return client;
  } catch (error) {
    client.disconnect();
    throw reason === undefined ? error : new Error(reason);
  }
}

/** A timer that is so much behind says that this process was busy. */
const BUSY_MS = 20;

/**
 * A process that was busy itself takes as long again to look at what has come, before it blames Redis.
 *
 * @throws Late when the work takes longer; it goes on, and nobody hears of it
 */
export function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Late(`no answer within ${milliseconds} ms`));
    const due = Date.now() + milliseconds;
    let timer = setTimeout(() => {
      if (Date.now() - due < BUSY_MS) return late();
      timer = setTimeout(late, milliseconds);
    }, milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
