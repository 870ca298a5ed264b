import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { act, caseLines, list } from '../../../tools/review/actions.ts';
import { askReviews, type ShownCase } from '../../../tools/review/client.ts';

const shown: ShownCase = {
  id: '2026-11-21.abc',
  tenant: 'research',
  state: 'open',
  createdAt: '2026-11-21T12:00:00.000Z',
  scores: { 'prompt-injection': 0.9 },
  redacted: 'ignore \u001b[31mthe\n rules',
};

const asked: string[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${Buffer.concat(chunks)}`);
  const refused = request.headers.authorization === 'Bearer client';
  response.writeHead(refused ? 403 : 200, { 'content-type': 'application/json' });
  const page = request.url?.includes('after') ? { data: [{ ...shown, id: 'second' }] } : { data: [shown], next: 'cursor' };
  const answer = request.method === 'GET' ? page : { ...shown, state: 'claimed' };
  response.end(JSON.stringify(refused ? { error: { message: 'no reviewer' } } : answer));
});
let url = '';
let printed = '';

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => new Promise((closed) => server.close(closed)));

test('every case is listed, page by page, two lines each and none of them able to steer a terminal', async () => {
  await list({ url, key: 'reviewer', state: 'open' });
  expect(asked.slice(-2).map((line) => line.split(' ')[1])).toEqual([
    '/v1/reviews?state=open&limit=100',
    '/v1/reviews?state=open&limit=100&after=cursor',
  ]);
  expect(printed).toContain('2026-11-21.abc  research  open');
  expect(printed).toContain('second');
  expect(caseLines(shown)).toBe(
    '2026-11-21.abc  research  open  2026-11-21T12:00:00.000Z  prompt-injection 0.90\n  ignore [31mthe rules\n',
  );
});

test('a case is claimed and shown as it is now', async () => {
  await act(shown.id, 'claim', {}, { url, key: 'reviewer', json: true });
  expect(asked.at(-1)).toBe('POST /v1/reviews/2026-11-21.abc/claim Bearer reviewer {}');
  expect(JSON.parse(printed)).toMatchObject({ state: 'claimed' });
});

test('refusals come in the words of the platform, and the rest says what to do', async () => {
  await expect(askReviews({ url, key: 'client' }, '')).rejects.toThrow('no reviewer');
  await expect(askReviews({ url }, '')).rejects.toThrow('set BLUEPRINT_API_KEY');
  await expect(askReviews({ url: 'ftp://x', key: 'k' }, '')).rejects.toThrow("--url 'ftp://x' is no http or https URL");
  await expect(askReviews({ url: 'http://127.0.0.1:1/v1', key: 'k' }, '')).rejects.toThrow('cannot be reached');
});
