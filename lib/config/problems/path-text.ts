import { looksLikeSecret, show } from './show.ts';

/** A path as one would write it in code; `configuration` for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    const name = String(key);
    return /^[\w-]{1,80}$/.test(name) && !looksLikeSecret(name) ? `.${name}` : `[${show(name)}]`;
  });
  return text.join('').replace(/^\./, '') || 'configuration';
}
