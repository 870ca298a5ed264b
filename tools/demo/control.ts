import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { faultOf } from '../chaos/faults.ts';
import { type LoopbackServer, startLoopbackServer } from '../emulator/loopback-server.ts';
import { isFromThisMachine } from '../local/observed/local-only.ts';
import type { Breaks } from './breaks.ts';

/**
 * Where `blueprint chaos` gives its orders: GET says what is on, POST switches a fault on, DELETE all of them off. On loopback, and only to who shows
 * the token: a page in a browser has none.
 */
export function startControl(breaks: Breaks, token: string): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isFromThisMachine(request) || !shows(request, token)) return reply(404, { error: 'there is nothing here' });
    try {
      if (request.method === 'POST') await breaks.on(faultOf((await json(request)) as Readonly<Record<string, unknown>>));
      if (request.method === 'DELETE') await breaks.off();
      return reply(200, { faults: breaks.faults() });
    } catch (error) {
      return reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function shows({ headers }: IncomingMessage, token: string): boolean {
  const [shown, expected] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
