import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import type { Browser } from 'puppeteer-core';
import type { PlatformUnderTest } from './platform.ts';
import { visit } from './visit.ts';

/** What is asked, again and again: a stream, or a whole answer. */
const ASKED = [
  ...['chat', 'assistant', 'assistant', 'gpt-mini', 'assistant', 'chat', 'gpt-large', 'assistant'],
  ...['embedder', 'assistant', 'chat', 'echo'],
] as const;
const ROUNDS = 4;

/** A picture of the page after some traffic, with streams that still run. */
export async function takeScreenshot(browser: Browser, { platform, page: url }: PlatformUnderTest, file: string): Promise<void> {
  const client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
  let asked = 0;
  // Some questions come again, and the cache answers them.
  const question = () => [{ role: 'user' as const, content: `Hello ${asked++ % 70}` }];
  const stream = async (model: string) => {
    for await (const _ of await client.chat.completions.create({ model, messages: question(), stream: true }));
  };
  const { page } = await visit(browser, url, 1280, 1180);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, model] of ASKED.entries()) {
      const asked = index % 3 === 0 ? stream(model) : client.chat.completions.create({ model, messages: question() });
      await asked.catch(() => undefined);
    }
  }
  let over = false;
  const running = [0, 4, 8].map(async (first) => {
    for (let next = first; !over; next++) await stream(ASKED[next % ASKED.length] ?? 'chat').catch(() => sleep(100));
  });
  // The page has had time to see them.
  await sleep(2_500);
  await page.screenshot({ path: file as `${string}.png` });
  over = true;
  await Promise.all(running);
}
