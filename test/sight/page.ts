import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import type { Prometheus } from '../../tools/demo/prometheus.ts';
import { viewDashboards } from '../../tools/sight/view.ts';
import { chromiumProgram, startChromium } from '../browser/chromium.ts';
import { visit } from '../browser/visit.ts';
import type { Harness } from '../support/harness.ts';
import { settled } from './settled.ts';

/** The dashboards as a person sees them, in a real Chromium. With a file, takes a picture of the overview. */
export async function testPage({ check }: Harness, prometheus: Prometheus, screenshot?: string): Promise<void> {
  const program = chromiumProgram();
  if (program === undefined) {
    console.log(
      '  - the page is not looked at: this machine has no Chromium (Debian: apt-get install chromium; or set CHROMIUM to the program)',
    );
    return;
  }
  const view = await viewDashboards(`${prometheus.url}/`, 0);
  const browser = await startChromium(program);
  try {
    const { page, wrongs, asked } = await visit(browser, `${view.url}?minutes=3`, 1280, 1180);
    for (const { uid, title, rows } of DASHBOARDS) {
      const panels = rows.reduce((sum, row) => sum + row.panels.length, 0);
      await check(`the page draws the ${panels} panels of ${title}`, async () => {
        await page.goto(`${view.url}?minutes=3#${uid}`);
        await settled(async () => {
          const drawn = await drawnPanels(page);
          return drawn === panels ? undefined : `${drawn} of ${panels} are drawn`;
        });
      });
    }
    await check('nothing goes wrong on it, and nothing is loaded from elsewhere', () => {
      const foreign = asked.filter((url) => !url.startsWith(view.url));
      if (wrongs.length + foreign.length > 0) throw new Error([...wrongs, ...foreign].join('\n'));
    });
    await check('what is no panel, and who is not on this machine, gets nothing', async () => {
      const none = await fetch(`${view.url}_sight/panel?dashboard=llm-overview&row=9&panel=9`);
      const proxied = await fetch(view.url, { headers: { 'x-forwarded-for': '203.0.113.9' } });
      if (none.status !== 502 || proxied.status !== 404) throw new Error(`${none.status} and ${proxied.status}`);
    });
    if (screenshot !== undefined) {
      // Lines that are worth a picture take a while.
      await sleep(60_000);
      await page.goto(`${view.url}?minutes=2#llm-overview`);
      await sleep(10_000);
      await page.screenshot({ path: screenshot as `${string}.png` });
    }
  } finally {
    await browser.close();
    view.close();
  }
}

/** Panels with lines or a number in them. */
const drawnPanels = (page: Page): Promise<number> =>
  page.$$eval('.panel', (panels) => panels.filter((panel) => panel.querySelector('.line, b') !== null).length);
