import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { errorFields, log } from '../../../lambda/common/log.ts';
import { isFromThisMachine } from './local-only.ts';
import type { Metrics } from './metrics.ts';

/** What the page asks for each second. */
export type StateOf = (afterRow: number) => unknown;

/** Answers what is no part of the API. @returns false when the request is none of these: the gateway answers it */
export type LocalPages = (request: IncomingMessage, response: ServerResponse) => boolean;

const folder = path.join(__dirname, '..', 'page');

const ASSETS: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/_local/icon.svg': ['icon.svg', 'image/svg+xml'],
  ...under(['theme.css', 'panels.css', 'traffic.css', 'spend-chart.css'], 'text/css; charset=utf-8'),
  ...under(['page.js', 'panels.js', 'spend-chart.js', 'budgets.js', 'row.js', 'elements.js'], 'text/javascript; charset=utf-8'),
};

function under(files: readonly string[], type: string): Record<string, readonly [file: string, type: string]> {
  return Object.fromEntries(files.map((file) => [`/_local/${file}`, [file, type]]));
}

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
export const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/**
 * The page of the local platform, its data, and `/metrics` for Prometheus. Without a key, and therefore for this machine only; to everybody
 * else these URLs do not exist.
 */
export function localPages({ metrics, stateOf }: { readonly metrics: Metrics; readonly stateOf: StateOf }): LocalPages {
  const assets = new Map(Object.entries(ASSETS).map(([url, [file, type]]) => [url, { file: path.join(folder, file), type }]));

  const answerOf = async (pathname: string, query: string, accept: string | undefined) => {
    const asset = assets.get(pathname);
    if (asset !== undefined) return { type: asset.type, text: await readFile(asset.file, 'utf8') };
    return pathname === '/metrics' ? metrics.scrape(accept) : { type: 'application/json', text: stateText(stateOf, query) };
  };

  return (request, response) => {
    const { method, url = '', headers } = request;
    // The API's own requests are through with this after one comparison.
    if (method !== 'GET' || url.startsWith('/v1/')) return false;
    const [pathname = '', query = ''] = url.split('?', 2);
    // A client of the API that asks for `/` by mistake is told so in the API's words.
    if (pathname === '/' && !headers.accept?.includes('text/html')) return false;
    if (!assets.has(pathname) && pathname !== '/metrics' && pathname !== '/_local/state') return false;
    if (!isFromThisMachine(request)) return false;
    answerOf(pathname, query, headers.accept).then(
      ({ type, text }) =>
        response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text),
      (error: unknown) => {
        log('error', 'local page not readable', { path: pathname, ...errorFields(error) });
        response.writeHead(500).end();
      },
    );
    return true;
  };
}

const stateText = (stateOf: StateOf, query: string): string =>
  JSON.stringify(stateOf(Number(new URLSearchParams(query).get('after')) || 0));
