import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { presets } from '../presets/index.ts';
import { nearest } from '../problems/nearest.ts';

/** What to say when there is neither such a preset nor such a file: the presets, and what is near in name. */
export async function missingMessage(file: string, wanted: string): Promise<string> {
  const known = Object.keys(presets);
  const files = await namesBeside(file);
  const near = nearest(wanted, known) ?? nearest(path.basename(wanted), files);
  const advice = near === undefined ? 'use a file' : `did you mean '${near}'? Otherwise use a file`;
  return `is neither a file nor a preset; ${advice} ending in .ts, .js, .mjs, .cjs, .json, .yaml or .yml, or a preset: ${known.join(', ')}`;
}

async function namesBeside(file: string): Promise<string[]> {
  try {
    return (await readdir(path.dirname(file))).sort();
  } catch {
    return [];
  }
}
