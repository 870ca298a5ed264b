import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorFields, log } from '../../lambda/common/log.ts';
import type { Metrics } from '../local/observed/metrics.ts';
import type { Readiness } from './readiness.ts';

export interface AdminOptions {
  readonly metrics: Pick<Metrics, 'scrape'>;
  readonly readiness: Readiness;
}

/**
 * For kubelet and Prometheus, on a port of its own that clients do not reach: `/livez` while the process runs, `/readyz` while clients can be
 * answered, `/metrics` in Prometheus' text or OpenMetrics.
 */
export function createAdmin({ metrics, readiness }: AdminOptions): Server {
  const pages: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<unknown>>> = {
    '/livez': async (_, response) => response.writeHead(200).end('ok\n'),
    '/readyz': readiness,
    '/metrics': async ({ headers }, response) => {
      const { type, text } = await metrics.scrape(headers.accept);
      response.writeHead(200, { 'content-type': type }).end(text);
    },
  };
  return createServer((request, response) => {
    const page = request.method === 'GET' ? pages[request.url ?? ''] : undefined;
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    page(request, response).catch((error: unknown) => {
      log('error', 'admin page not readable', { path: request.url, ...errorFields(error) });
      if (!response.headersSent) response.writeHead(503).end();
    });
  });
}
