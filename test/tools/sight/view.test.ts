import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DASHBOARDS } from '../../../services/observability/dashboards/all.ts';
import { type View, viewDashboards } from '../../../tools/sight/view.ts';

const queries: URLSearchParams[] = [];
let answer: object | string = {};
const prometheus = createServer((request, response) => {
  queries.push(new URL(request.url ?? '', 'http://localhost').searchParams);
  response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
});
let view: View;

beforeAll(async () => {
  await new Promise<void>((listening) => prometheus.listen(0, '127.0.0.1', listening));
  view = await viewDashboards(`http://127.0.0.1:${(prometheus.address() as AddressInfo).port}/`, 0);
});

afterAll(() => {
  view.close();
  prometheus.closeAllConnections();
  prometheus.close();
});

const get = (path: string, init?: RequestInit) => fetch(new URL(path, view.url), init);
const FIRST = '/_sight/panel?dashboard=llm-overview&row=0&panel=0';

test('a panel has the data of its own queries over the time that is asked for', async () => {
  answer = { status: 'success', data: { result: [{ metric: {}, values: [[1, '2']] }] } };
  const body = (await (await get(`${FIRST}&minutes=30`)).json()) as { start: number; end: number; lines: unknown };
  expect(body.lines).toEqual([{ name: 'Requests', points: [[1, 2]] }]);
  expect(Math.round(body.end - body.start)).toBe(1800);
  expect(queries.at(-1)?.get('query')).toBe('sum(rate(llm_requests_total[60s]))');
});

test.each(['0', '-5', 'a', '1e9'])('%p minutes are as many as can be shown', async (minutes) => {
  const { start, end } = (await (await get(`${FIRST}&minutes=${minutes}`)).json()) as { start: number; end: number };
  expect((end - start) / 60).toBeGreaterThanOrEqual(1);
  expect((end - start) / 60).toBeLessThanOrEqual(24 * 60 + 0.1);
});

test('no query but those of the dashboards is passed on', async () => {
  const before = queries.length;
  const response = await get('/_sight/panel?dashboard=llm-overview&row=0&panel=99&query=up');
  expect(await response.json()).toEqual({ error: 'there is no such panel; load the page again' });
  expect(queries.length).toBe(before);
});

test('what Prometheus refuses is said', async () => {
  answer = { status: 'error', error: 'too many samples' };
  expect(await (await get(FIRST)).json()).toEqual({
    error: expect.stringMatching(/^Prometheus refuses sum\(rate.+: too many samples$/),
  });
});

test('a server that is no Prometheus is said', async () => {
  answer = '<html>';
  const { error } = (await (await get(FIRST)).json()) as { error: string };
  expect(error).toMatch(/^there is no Prometheus at http:.+; start it, or say where it is by --prometheus$/);
});

test('the page has all dashboards and a strict content security policy', async () => {
  const response = await get('/');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await (await get('/_sight/dashboards')).json()).toEqual(JSON.parse(JSON.stringify(DASHBOARDS)));
});

test.each([
  ['a proxy', { headers: { 'x-forwarded-for': '203.0.113.9' } }],
  ['another method', { method: 'POST' }],
])('for %s nothing is here', async (_name, init) => {
  expect((await get('/', init)).status).toBe(404);
});
