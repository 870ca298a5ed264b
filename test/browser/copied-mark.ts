import assert from 'node:assert/strict';
import type { Browser } from 'puppeteer-core';
import { dayOf, tenantTag, withoutMarks } from '../../lambda/common/watermark/mark.ts';
import { verifyWatermark } from '../../lambda/common/watermark/verify.ts';
import { watermarkFilter } from '../../lambda/common/watermark/watermark-filter.ts';
import type { Harness } from '../support/harness.ts';

const KEY = Buffer.alloc(32, 7);
const SENTENCES = 'The quick brown fox jumps over the lazy dog near the old river bank. '.repeat(6);

function marked(): string {
  const filter = watermarkFilter({ tenantTag: tenantTag(KEY, 'research'), day: dayOf(new Date()) }, KEY);
  return filter.push(SENTENCES) + filter.end();
}

/** Marks go through the clipboard as a person would have them go. */
export async function testCopiedMark({ check }: Harness, browser: Browser): Promise<void> {
  const page = await browser.newPage();

  /** The text shown as HTML, copied, and pasted into something that can be written in. */
  const pasted = async (html: string, into: string): Promise<string> => {
    await page.setContent(`<main>${html}</main><div id="into">${into}</div>`);
    await page.evaluate('getSelection().selectAllChildren(document.querySelector("main"))');
    await page.keyboard.down('Control');
    await page.keyboard.press('C', { commands: ['Copy'] });
    await page.focus('#into > *');
    await page.keyboard.press('V', { commands: ['Paste'] });
    await page.keyboard.up('Control');
    return page.$eval('#into > *', (element) => ('value' in element ? String(element.value) : (element.textContent ?? '')));
  };

  for (const [what, into] of [
    ['a field', '<textarea></textarea>'],
    ['rich text', '<p contenteditable="true">&nbsp;</p>'],
  ] as const) {
    await check(`a marked answer that is copied from a page and pasted into ${what} is known`, async () => {
      const text = marked();
      const copy = await pasted(`<p>${text.replaceAll('quick', '<b>quick</b>')}</p>`, into);
      assert.ok(withoutMarks(copy).includes('The quick brown fox'), `pasted: ${JSON.stringify(copy.slice(0, 80))}`);
      assert.equal(verifyWatermark(copy, KEY).marks.length, verifyWatermark(text, KEY).marks.length);
    });
  }

  await check('a mark takes no room: the same text with and without marks is as wide', async () => {
    const widthOf = async (text: string) => {
      await page.setContent(`<span style="white-space:nowrap">${text}</span>`);
      return page.$eval('span', (element) => element.getBoundingClientRect().width);
    };
    assert.equal(await widthOf(marked()), await widthOf(SENTENCES));
  });
  await page.close();
}
