import type { Browser, Page } from 'puppeteer-core';

/** An open page, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** Console errors, exceptions, failed requests and violations of the content security policy. */
  readonly wrongs: string[];
  /** Every URL that it asked for. */
  readonly asked: readonly string[];
}

export async function visit(browser: Browser, url: string, width = 1280, height = 900): Promise<Visit> {
  const page = await browser.newPage();
  const wrongs: string[] = [];
  const asked: string[] = [];
  await page.setViewport({ width, height, deviceScaleFactor: 1 });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') wrongs.push(message.text());
  });
  page.on('pageerror', (error) => wrongs.push(String(error)));
  page.on('requestfailed', (request) => wrongs.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('request', (request) => asked.push(request.url()));
  await page.evaluateOnNewDocument(
    "document.addEventListener('securitypolicyviolation', (event) => console.error('CSP: ' + event.violatedDirective));",
  );
  await page.goto(url, { waitUntil: 'load' });
  return { page, wrongs, asked };
}

/** The text of the first element that matches. */
export const textOf = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, ({ textContent }) => textContent ?? '');

/** The text of every row of the traffic table, newest first. */
export const rowsOf = (page: Page): Promise<string[]> =>
  page.$$eval('#traffic tr', (rows) => rows.map((row) => row.textContent ?? ''));

/** Waits until the page itself says so, for five seconds at most. */
export async function shows(page: Page, selector: string, text: string): Promise<void> {
  const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].some((e) => e.textContent.includes(${JSON.stringify(text)}))`;
  await page.waitForFunction(found, { timeout: 5_000 }).catch(async () => {
    const there = await page.$$eval(selector, (elements) => elements.map((element) => element.textContent));
    throw new Error(`'${selector}' does not show '${text}' but ${JSON.stringify(there)}`);
  });
}
