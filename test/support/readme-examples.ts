import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A TypeScript block of a document. */
export interface Example {
  /** e.g. `constructs-web-acl-1` */
  readonly name: string;
  readonly document: string;
  readonly code: string;
}

const root = path.join(__dirname, '..', '..');

/** Every fenced ```ts block of the README, of each construct's README and of docs/, in order. */
export function readmeExamples(): Example[] {
  const documents = ['README.md', ...markdownIn('docs'), ...markdownIn('constructs'), ...markdownIn('examples')];
  return documents.flatMap((document) => {
    const text = readFileSync(path.join(root, document), 'utf8');
    const base = document.replace(/(\/README)?\.md$/, '').replaceAll('/', '-');
    return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ''], i) => ({ name: `${base}-${i + 1}`, document, code }));
  });
}

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file))
    .sort();
}
