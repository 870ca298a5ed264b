import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; undefined when this machine has none. `CHROMIUM` names another place. */
export const chromiumProgram = (): string | undefined =>
  [process.env.CHROMIUM ?? '', ...PROGRAMS].find((file) => file !== '' && existsSync(file));

export function startChromium(executablePath: string): Promise<Browser> {
  // Root has no sandbox to start; the only site visited is our own.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return launch({
    executablePath,
    headless: true,
    args: [...sandbox, '--disable-gpu', '--no-first-run', '--font-render-hinting=none'],
  });
}
