import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import { isFromThisMachine } from '../local/observed/local-only.ts';
import { HEADERS } from '../local/observed/local-pages.ts';
import { linesOf, type Matrix } from './panel-data.ts';

const TOOLS = path.join(__dirname, '..');

/** Each is found under its path below `tools`, so that its imports are the same in the browser and in the editor. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ...['/sight/page/page.css', '/local/page/theme.css'].map((file) => [file, 'text/css; charset=utf-8'] as const),
  ...['/sight/page/page.js', '/sight/page/chart.js', '/sight/page/units.js', '/local/page/elements.js'].map(
    (file) => [file, 'text/javascript; charset=utf-8'] as const,
  ),
  ['/sight/page/index.html', 'text/html; charset=utf-8'],
  ['/local/page/icon.svg', 'image/svg+xml'],
]);

/** How much of the past a panel shows. */
const MINUTES = { least: 1, most: 24 * 60, usual: 15 } as const;
const POINTS = 120;

export interface View {
  readonly url: string;
  close(): void;
}

/**
 * Serves the dashboards on loopback, with the data of a Prometheus. Only queries of the dashboards are passed on to it, and only from this machine.
 *
 * @param port 0 takes one that is free
 */
export async function viewDashboards(prometheus: string, port: number): Promise<View> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const reply = (status: number, type: string, body: string) =>
      response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
    try {
      if (request.method !== 'GET' || !isFromThisMachine(request)) return reply(404, 'text/plain', '');
      const file = pathname === '/' ? '/sight/page/index.html' : pathname;
      const type = ASSETS.get(file);
      if (type !== undefined) return reply(200, type, await readFile(path.join(TOOLS, file), 'utf8'));
      if (pathname === '/_sight/dashboards') return reply(200, 'application/json', JSON.stringify(DASHBOARDS));
      if (pathname === '/_sight/panel')
        return reply(200, 'application/json', JSON.stringify(await panelData(prometheus, searchParams)));
      return reply(404, 'text/plain', '');
    } catch (error) {
      return reply(502, 'application/json', JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

async function panelData(prometheus: string, asked: URLSearchParams) {
  const panel = DASHBOARDS.find(({ uid }) => uid === asked.get('dashboard'))?.rows[Number(asked.get('row'))]?.panels[
    Number(asked.get('panel'))
  ];
  if (panel === undefined) throw new Error('there is no such panel; load the page again');
  const minutes = Math.min(MINUTES.most, Math.max(MINUTES.least, Number(asked.get('minutes')) || MINUTES.usual));
  const end = Date.now() / 1000;
  const start = end - minutes * 60;
  const step = Math.max(1, Math.round((minutes * 60) / POINTS));
  const lines = await linesOf(panel, `${Math.max(60, 4 * step)}s`, async (query) => {
    const range = new URLSearchParams({ query, start: String(start), end: String(end), step: String(step) });
    const { data, error } = await answerOf(new URL(`api/v1/query_range?${range}`, prometheus)).catch(() => {
      throw new Error(`there is no Prometheus at ${prometheus}; start it, or say where it is by --prometheus`);
    });
    if (data === undefined) throw new Error(`Prometheus refuses ${query}: ${error}`);
    return data;
  });
  return { start, end, lines };
}

async function answerOf(url: URL): Promise<{ readonly data?: Matrix; readonly error?: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return (await response.json()) as { readonly data?: Matrix; readonly error?: string };
}
