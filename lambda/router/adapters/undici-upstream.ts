import type { Pool } from 'undici';
import { DEFAULT_TIMEOUTS, type UpstreamTimeouts } from '../contract/resilience.ts';
import { type Upstream, whyClosed } from '../domain/ports.ts';
import type { ConnectorOf } from './cluster-tls.ts';
import { UpstreamExchange } from './undici-exchange.ts';

/**
 * The pool alone, not the package: bundled 283 KB and 25 ms of CPU to load instead of 535 KB and 61 ms (Node 24.21, esbuild 0.28), since
 * fetch, WebSocket, mocks, caches and the other dispatchers stay out.
 */
const UndiciPool = require('undici/lib/dispatcher/pool.js') as typeof Pool;

interface Origin {
  readonly pool: Pool;
  /** Path of the base URL, without a slash at its end. */
  readonly prefix: string;
}

/**
 * Calls any OpenAI-compatible server, over one pool of kept connections per base URL.
 *
 * @param usual for calls that bring no limits of their own
 * @param connectorOf for upstreams that are connected to in another way
 */
export function undiciUpstream(
  usual: UpstreamTimeouts = DEFAULT_TIMEOUTS,
  connectorOf?: ConnectorOf,
): Upstream & { close(): Promise<void> } {
  const origins = new Map<string, Origin>();

  const originOf = (baseUrl: string, connectMs: number): Origin => {
    // How long to wait for a connection is a matter of the pool.
    const key = connectMs === usual.connectMs ? baseUrl : `${baseUrl} ${connectMs}`;
    const known = origins.get(key);
    if (known !== undefined) return known;
    const url = new URL(baseUrl);
    // Its own timeouts are off: they have a resolution of a second, and cannot tell the first chunk from the next ones.
    const connect = connectorOf?.(url, connectMs) ?? { timeout: connectMs };
    const pool = new UndiciPool(url.origin, { connect, headersTimeout: 0, bodyTimeout: 0 });
    const made = { pool, prefix: url.pathname.replace(/\/+$/, '') };
    origins.set(key, made);
    return made;
  };

  return {
    send: async ({ method = 'POST', baseUrl, path, headers, body, signal, timeouts = usual, totalMs }) => {
      const { pool, prefix } = originOf(baseUrl, timeouts.connectMs);
      if (signal.aborted) throw whyClosed(signal);
      const exchange = new UpstreamExchange(signal, timeouts, totalMs);
      pool.dispatch({ path: prefix + path, method, headers, body: method === 'GET' ? null : body }, exchange);
      return exchange.response;
    },
    close: async () => {
      await Promise.all([...origins.values()].map(({ pool }) => pool.destroy()));
    },
  };
}
