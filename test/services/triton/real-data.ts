import { existsSync } from 'node:fs';
import path from 'node:path';

const DATA = path.join(__dirname, '..', '..', '..', '..', 'shared', 'data');

/** A folder of NVIDIA's sources, and how a test that reads it is named. */
export function nvidia(folder: string): { readonly folder: string; readonly there: boolean; readonly named: string } {
  const full = path.join(DATA, folder);
  const there = existsSync(full);
  return { folder: full, there, named: there ? '' : ` (not run: ../shared/data/${folder} is not on this machine)` };
}
