import { createServer, type RequestListener } from 'node:http';
import { listen } from '../local/http-server.ts';

/** An HTTP server that only this machine reaches. */
export interface LoopbackServer {
  /** Host and port. */
  readonly address: string;
  /** Without a path. */
  readonly url: string;
  /** Cuts connections that there are. */
  close(): void;
}

/** Starts one on a free port. */
export async function startLoopbackServer(answer: RequestListener): Promise<LoopbackServer> {
  const server = createServer(answer);
  const address = `127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address, url: `http://${address}`, close };
}
