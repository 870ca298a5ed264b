import type { IncomingMessage } from 'node:http';
import type { Inbound } from '../../tools/local/gateway-event.ts';
import { matchRoute } from '../../tools/local/routes.ts';

/** A request as far as the gateway's pure parts read it. */
export function inbound(method: string, url: string, headers: Readonly<Record<string, string>> = {}): Inbound {
  const path = url.split('?', 1)[0] ?? '';
  const matched = matchRoute(method, path);
  if (matched.kind !== 'route') throw new Error(`${method} ${path} is no route`);
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const request = { url, headers, headersDistinct, socket: { remoteAddress: '192.0.2.7' } } as unknown as IncomingMessage;
  return { request, path, matched, requestId: 'request-1' };
}
