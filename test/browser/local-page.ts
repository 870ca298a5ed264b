import assert from 'node:assert/strict';
import OpenAI from 'openai';
import type { Browser } from 'puppeteer-core';
import type { Harness } from '../support/harness.ts';
import type { PlatformUnderTest } from './platform.ts';
import { rowsOf, shows, textOf, visit } from './visit.ts';

const PROMPT = 'a prompt that must never be shown';
const HOSTILE = `<img src=x onerror="document.title='taken over'">`;

export async function testLocalPage({ check }: Harness, browser: Browser, { platform, page: url }: PlatformUnderTest) {
  const client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
  let asked = 0;
  // No two are the same unless a test says so: the cache would answer the second.
  const question = () => [{ role: 'user' as const, content: `${PROMPT} ${asked++}` }];
  const ask = (model: string, messages = question()) => client.chat.completions.create({ model, messages });
  const stream = async (model: string) => {
    const chunks = await client.chat.completions.create({
      ...{ model, stream: true as const, stream_options: { include_usage: true } },
      messages: question(),
    });
    for await (const _ of chunks);
  };
  const { page, wrongs, asked: urls } = await visit(browser, url);

  await check('the page opens at the root and says that it is live', async () => {
    await shows(page, '#live', 'live');
    assert.equal(await textOf(page, '#region'), 'us-east-1');
    assert.match(await textOf(page, '#no-traffic'), /No request has come in yet/);
  });

  await check('a request of the official client shows within seconds: tenant, model, status, tokens and cost', async () => {
    await ask('gpt-mini');
    await shows(page, '#traffic tr', 'gpt-mini');
    const [row = ''] = await rowsOf(page);
    for (const part of ['research', '200', '42 / 10', '$0.000031']) assert.ok(row.includes(part), `${part} is not in: ${row}`);
  });

  await check('a stream shows its time to the first token', async () => {
    await stream('gpt-large');
    await shows(page, '#traffic tr', 'stream');
    const first = await page.$eval('#traffic tr td[data-label="First token"]', ({ textContent }) => textContent);
    assert.match(first ?? '', /^\d+ ms$/);
  });

  await check('a fallback shows which way was taken and why, and the breaker opens', async () => {
    for (let i = 0; i < 6; i += 1) await ask('chat');
    await shows(page, '#traffic tr', 'fallback after llama-70b');
    const rows = await rowsOf(page);
    assert.ok(
      rows.some((row) => row.includes('chat → gpt-mini') && row.includes('fallback after llama-70b')),
      rows.join('\n'),
    );
    await shows(page, '#routes li', 'breaker open');
    const candidates = await page.$$eval('#routes li', (lines) => lines.map((line) => line.textContent ?? ''));
    assert.ok(
      candidates.some((line) => line.startsWith('llama-70b') && line.includes('breaker open')),
      candidates.join('\n'),
    );
  });

  await check('a refused request shows with its status', async () => {
    await assert.rejects(ask('embedder'), OpenAI.BadRequestError);
    await shows(page, '#traffic tr', '400');
  });

  await check('an answer from the cache shows as a hit, in its row and in the rate', async () => {
    const same = question();
    await ask('gpt-large', same);
    await ask('gpt-large', same);
    await shows(page, '#traffic td[data-label="Cache"]', 'hit');
    await shows(page, '#tiles', '1 of ');
  });

  await check('what was spent today shows by tenant and model', async () => {
    await shows(page, '#spend li', 'gpt-large');
    const [line = ''] = await page.$$eval('#spend li', (lines) => lines.map((each) => each.textContent ?? ''));
    assert.match(line, /^research(gpt-large|chat|gpt-mini).*\$0\.\d+.*calls/);
  });

  await check('the last two weeks show by day and model, today as the last column', async () => {
    await shows(page, '#spend-days .legend li', 'gpt-large');
    const columns = await page.$$eval('#spend-days .days li', (days) =>
      days.map((day) => day.querySelectorAll('.stack i').length),
    );
    assert.equal(columns.length, 14);
    assert.ok((columns[13] ?? 0) >= 2, String(columns));
    assert.deepEqual(new Set(columns.slice(0, 13)), new Set([0]));
    const title = await page.$eval('#spend-days .stack i', (piece) => piece.getAttribute('title'));
    assert.match(title ?? '', /^\d{4}-\d\d-\d\d, gpt-\w+: \$0\.\d+$/);
  });

  await check('markup in the name of a model is text: nothing of it is executed', async () => {
    await ask(HOSTILE);
    await shows(page, '#traffic .name', HOSTILE);
    await shows(page, '#spend .name', HOSTILE);
    assert.equal(await page.$('#traffic img, #spend img, #latency img'), null);
    assert.equal(await page.title(), 'LLM platform');
  });

  await check('no prompt is shown, neither on the page nor in its data', async () => {
    const data = await (await fetch(new URL('/_local/state', url))).text();
    for (const text of [await page.content(), data]) assert.ok(!text.includes(PROMPT));
    assert.ok(!data.includes(platform.apiKey));
  });

  await check('it asks this machine only, and nothing goes wrong on it', () => {
    assert.deepEqual([...new Set(urls.map((each) => new URL(each).origin))], [new URL(url).origin]);
    assert.deepEqual(wrongs, []);
  });

  await check('it fits the width of a phone', async () => {
    const phone = await visit(browser, url, 390, 844);
    await shows(phone.page, '#traffic tr', 'research');
    assert.equal(await phone.page.$eval('html', ({ scrollWidth }) => scrollWidth), 390);
    assert.deepEqual(phone.wrongs, []);
    await phone.page.close();
  });

  await check('it is dark where people want it dark', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    assert.notEqual(await ground(), light);
  });

  await check('a site that has its own name point here gets neither page nor data', async () => {
    const evil = await visit(browser, url.replace('127.0.0.1', 'rebound.localhost'));
    assert.equal(new URL(evil.page.url()).hostname, 'rebound.localhost');
    assert.equal(await evil.page.$('#tiles'), null);
    await evil.page.close();
  });
  await page.close();
}
