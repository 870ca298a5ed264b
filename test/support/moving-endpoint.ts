import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** One address on loopback that leads to whichever server it is told, as a DNS name does whose record changes. */
export interface MovingEndpoint {
  readonly port: number;
  /** New connections go there; those that are open stay where they are. */
  moveTo(port: number): void;
  /** Puts bytes between the server's answers, on every open connection. */
  inject(bytes: string): void;
  /** The next answer of the server breaks off in its middle, and the connection with it. */
  cutNext(): void;
  /** How many connections there have been. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** @param target the port that it leads to at first */
export async function movingEndpoint(target: number): Promise<MovingEndpoint> {
  let port = target;
  let cut = false;
  let count = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    count += 1;
    const upstream = dial(port, '127.0.0.1');
    open.add(client);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    const end = () => {
      open.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => {
      if (!cut) return client.write(chunk);
      cut = false;
      client.write(chunk.subarray(0, Math.floor(chunk.length / 2)), end);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo: (next) => {
      port = next;
    },
    inject: (bytes) => {
      for (const client of open) client.write(bytes);
    },
    cutNext: () => {
      cut = true;
    },
    connections: () => count,
    close: async () => {
      for (const client of open) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
