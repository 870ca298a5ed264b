import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultOf } from '../chaos/faults.ts';
import { isFromThisMachine } from '../local/observed/local-only.ts';
import type { Breaks } from './breaks.ts';

/**
 * Where `blueprint chaos` gives its orders: GET says what is on, POST switches a fault on, DELETE all of them off. On loopback, and only to who shows
 * the token: a page in a browser has none.
 *
 * @returns its URL, and what ends it
 */
export async function startControl(breaks: Breaks, token: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isFromThisMachine(request) || !shows(request, token)) return reply(404, { error: 'there is nothing here' });
    try {
      if (request.method === 'POST') await breaks.on(faultOf(JSON.parse(await textOf(request))));
      if (request.method === 'DELETE') await breaks.off();
      return reply(200, { faults: breaks.faults() });
    } catch (error) {
      return reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

function shows({ headers }: IncomingMessage, token: string): boolean {
  const [shown, expected] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
