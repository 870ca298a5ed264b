import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { type MockUpstream, startMockUpstream } from '../../support/mock-upstream.ts';

const folder = temporaryFolder();
let upstream: MockUpstream;
let platform: LocalPlatform;
beforeAll(async () => {
  upstream = await startMockUpstream();
  const price = (dollars: number) => ({ inputPerMillionTokens: dollars, outputPerMillionTokens: dollars });
  const model = (dollars: number) => ({ openai: { baseUrl: upstream.url }, price: price(dollars) });
  const budgets = { month: 0.004, cheaperModel: 'small', whenReached: { cheaperModel: 0.5, cacheOnly: 0.55 } };
  const file = path.join(folder, 'budgets.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...{ name: 'acme', regions: { 'us-east-1': {} }, models: { big: model(100), small: model(20) } },
      tenants: { default: { cache: {}, budgets } },
    }),
  );
  platform = await startPlatform(['--config', file]);
});
afterAll(async () => {
  await platform.stop();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const ask = (content: string): Promise<Response> =>
  fetch(`${platform.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'big', max_completion_tokens: 2, messages: [{ role: 'user', content }] }),
  });

let questions = 0;
const askAnew = () => ask(`question ${++questions}`);

test('traffic beyond its budget gets the cheaper model, then only kept answers, and each alert is logged once', async () => {
  // 500 micro-dollars each; half of the budget after four.
  for (let i = 0; i < 4; i += 1) expect((await askAnew()).status).toBe(200);
  expect(upstream.received.map(({ body }) => body.model)).toEqual(['big', 'big', 'big', 'big']);

  const cheaper = await eventually(async () => {
    const response = await ask('question 1');
    return response.headers.has('x-budget') ? response : undefined;
  });
  expect([cheaper.status, cheaper.headers.get('x-budget')]).toEqual([200, 'cheaper-model']);
  expect(upstream.received.at(-1)?.body.model).toBe('small');
  await askAnew();
  await askAnew();

  // Kept answers cost nothing, so that asking for one spends no more.
  await eventually(async () => {
    const response = await ask('question 1');
    return response.headers.get('x-cache') === 'hit' && !response.headers.has('x-budget') ? true : undefined;
  });
  const refused = await askAnew();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ error: { code: 'budget_exhausted' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('question 2')).status).toBe(200);

  const alerts = platform
    .stdout()
    .split('\n')
    .filter((line) => line.includes('"message":"budget alert"'));
  expect(alerts.filter((line) => line.includes('default 50 %'))).toHaveLength(1);

  // The page's first look asks for the second one's view.
  const views = await eventually(async () => {
    const state = (await (await fetch(new URL('/_local/state', platform.url))).json()) as { budgets: readonly unknown[] };
    return state.budgets.length > 0 ? state.budgets : undefined;
  });
  expect(views).toMatchObject([{ whose: 'default', amount: 4_000, action: expect.stringMatching(/cache-only|block/) }]);
}, 20_000);
