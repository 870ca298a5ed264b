import { harness } from '../support/harness.ts';
import { chromiumProgram, startChromium } from './chromium.ts';
import { testCopiedMark } from './copied-mark.ts';
import { testLocalPage } from './local-page.ts';
import { startPlatformUnderTest } from './platform.ts';
import { testReviewPage } from './review-page.ts';
import { takeScreenshot } from './screenshot.ts';

/** `npm run test:browser`: the page of the local platform in a real Chromium. `-- --screenshot <file>` or `-- --review-screenshot <file>` takes a picture of the docs instead. */
harness('browser', async (run) => {
  const program = chromiumProgram();
  if (program === undefined) {
    console.log('  - not run: this machine has no Chromium (Debian: apt-get install chromium; or set CHROMIUM to the program)');
    return;
  }
  const underTest = await startPlatformUnderTest(run.folder);
  const browser = await startChromium(program);
  console.log(await browser.version());
  try {
    const [, , option, file] = process.argv;
    if (option === '--screenshot' && file !== undefined) await takeScreenshot(browser, underTest, file);
    else if (option === '--review-screenshot' && file !== undefined) await testReviewPage(run, browser, file);
    else {
      await testLocalPage(run, browser, underTest);
      await testReviewPage(run, browser);
      await testCopiedMark(run, browser);
    }
  } finally {
    await browser.close();
    await underTest.stop();
  }
});
