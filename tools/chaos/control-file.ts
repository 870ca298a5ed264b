import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where a running demo takes orders. */
export interface Control {
  readonly url: string;
  /** Who orders shows it. */
  readonly token: string;
  readonly pid: number;
}

const fileIn = (state: string): string => path.join(state, 'demo.json');

/** For its owner only. */
export const writeControl = (state: string, control: Control): void =>
  writeFileSync(fileIn(state), JSON.stringify(control), { mode: 0o600 });

export const removeControl = (state: string): void => rmSync(fileIn(state), { force: true });

/** @returns undefined when no demo that still runs has left one */
export function readControl(state: string): Control | undefined {
  try {
    const control = JSON.parse(readFileSync(fileIn(state), 'utf8')) as Control;
    process.kill(control.pid, 0);
    return control;
  } catch {
    return undefined;
  }
}
