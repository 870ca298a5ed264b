import type { Find } from './moderator.ts';

export type Replaceable = Pick<Find, 'start' | 'end' | 'type'>;

/** A text up to `end` with placeholders that tell the kind only. What was found begins in what was sent before when that was no find yet: then its rest goes. */
export function replaced(held: string, end: number, masks: readonly Replaceable[]): string {
  let out = '';
  let at = 0;
  for (const mask of masks) {
    if (mask.end <= at || mask.start >= end) continue;
    out += `${held.slice(at, Math.max(at, mask.start))}⟨${mask.type.toUpperCase().replace(/[^A-Z0-9]/g, '_')}⟩`;
    at = Math.min(mask.end, end);
  }
  return out + held.slice(at, end);
}
