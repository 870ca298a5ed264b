import { rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { answerJson, COMPLETION, type MockUpstream, mockUpstream } from '../../lambda/router/support/mock-upstream.ts';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { usageRows } from '../../support/usage-rows.ts';

const folder = temporaryFolder();
let upstream: MockUpstream;
let platform: LocalPlatform;
let open = 0;
let most = 0;
let hold = false;
const held: (() => void)[] = [];

beforeAll(async () => {
  upstream = await mockUpstream((response) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    const answer = () => answerJson(response, 200, COMPLETION);
    if (hold) held.push(answer);
    else setTimeout(answer, 50);
  });
  const file = path.join(folder, 'platform.json');
  const models = { slow: { openai: { baseUrl: upstream.baseUrl } } };
  writeFileSync(file, JSON.stringify({ name: 'acme', regions: { 'us-east-1': {} }, models, tenants: { default: {} } }));
  platform = await startPlatform(['--config', file], { MAX_IN_FLIGHT: '40', MAX_QUEUED: '200' });
}, 30_000);

afterAll(async () => {
  await platform.stop();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

const agent = new Agent({ keepAlive: false });

function ask(signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' };
    const sent = request(
      `${platform.url}/chat/completions`,
      { method: 'POST', headers, agent, ...(signal && { signal }) },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], body }));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ model: 'slow', messages: [{ role: 'user', content: 'hi' }] }));
  });
}

test('2,000 requests at once: each gets its answer or a 429 that says when to come back, and then all is as before', async () => {
  const answers = await Promise.all(Array.from({ length: 2_000 }, () => ask()));
  const refused = answers.filter(({ status }) => status === 429);
  const answered = answers.filter(({ status }) => status === 200);
  expect(answered.length + refused.length).toBe(2_000);
  expect(answered.length).toBeGreaterThanOrEqual(240);
  expect(refused.length).toBeGreaterThan(0);
  for (const { retryAfter, body } of refused) {
    expect(retryAfter).toMatch(/^[123]$/);
    expect(JSON.parse(body).error).toMatchObject({ code: 'overloaded', type: 'rate_limit_error' });
  }
  expect(most).toBeLessThanOrEqual(40);
  expect((await ask()).status).toBe(200);
  await eventually(() => (usageRows(platform.stateFolder).length === answered.length + 1 ? true : undefined));
}, 30_000);

test('clients that leave the queue are forgotten: nothing is sent upstream for them', async () => {
  hold = true;
  const before = upstream.seen.length;
  const running = Array.from({ length: 40 }, () => ask());
  await eventually(() => (held.length === 40 ? true : undefined));
  const leaving = new AbortController();
  const gone = Array.from({ length: 20 }, () => ask(leaving.signal).catch(() => 'gone'));
  const patient = ask();
  leaving.abort();
  expect(new Set(await Promise.all(gone))).toEqual(new Set(['gone']));
  hold = false;
  for (const release of held.splice(0)) release();
  expect((await Promise.all([...running, patient])).every(({ status }) => status === 200)).toBe(true);
  expect(upstream.seen).toHaveLength(before + 41);
}, 30_000);
