import type { Pool } from 'undici';
import type { UpstreamTimeouts } from '../contract/usage.ts';
import { DEFAULT_TIMEOUTS, type Upstream, UpstreamFailure } from '../domain/ports.ts';
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

/** Calls any OpenAI-compatible server, over one pool of kept connections per base URL. */
export function undiciUpstream(timeouts: UpstreamTimeouts = DEFAULT_TIMEOUTS): Upstream & { close(): Promise<void> } {
  const origins = new Map<string, Origin>();

  const originOf = (baseUrl: string): Origin => {
    const known = origins.get(baseUrl);
    if (known !== undefined) return known;
    const { origin, pathname } = new URL(baseUrl);
    // Its own timeouts are off: they have a resolution of a second, and cannot tell the first chunk from the next ones.
    const pool = new UndiciPool(origin, { connect: { timeout: timeouts.connectMs }, headersTimeout: 0, bodyTimeout: 0 });
    const made = { pool, prefix: pathname.replace(/\/+$/, '') };
    origins.set(baseUrl, made);
    return made;
  };

  return {
    send: async ({ baseUrl, path, headers, body, signal }) => {
      const { pool, prefix } = originOf(baseUrl);
      if (signal.aborted) throw new UpstreamFailure('cancelled', 'the client left');
      const exchange = new UpstreamExchange(signal, timeouts);
      pool.dispatch({ path: prefix + path, method: 'POST', headers, body }, exchange);
      return exchange.response;
    },
    close: async () => {
      await Promise.all([...origins.values()].map(({ pool }) => pool.destroy()));
    },
  };
}
