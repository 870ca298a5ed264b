import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

const [HTML, CSS, SCRIPT] = ['text/html; charset=utf-8', 'text/css; charset=utf-8', 'text/javascript; charset=utf-8'];

const TYPES: Readonly<Record<string, string | undefined>> = {
  'review.html': HTML,
  'review.css': CSS,
  'review-parts.css': CSS,
  'review.js': SCRIPT,
  'review-api.js': SCRIPT,
  'review-case.js': SCRIPT,
  'review-elements.js': SCRIPT,
  'review-text.js': SCRIPT,
};

const read = new Map<string, PageFile>();

/** One of the page's own files, which stand beside this one. What a client names is looked up, never made into a path. */
export function pageFile(name: string): PageFile | undefined {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return undefined;
  const file = read.get(name) ?? { type, text: readFileSync(path.join(__dirname, name), 'utf8') };
  read.set(name, file);
  return file;
}
