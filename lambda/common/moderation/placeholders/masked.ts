import { createHmac } from 'node:crypto';

/** What is to be replaced: a hit, or anything else with a range and a kind. */
export interface Maskable {
  /** UTF-16 range of the text. */
  readonly start: number;
  readonly end: number;
  /** Names the kind in the placeholder: `email` becomes `⟨EMAIL_…⟩`. */
  readonly type: string;
}

/** By placeholder: what it stands for. Lives as long as the request. */
export type Placeholders = ReadonlyMap<string, string>;

export interface Masked {
  readonly text: string;
  /** Those given and those of this text. */
  readonly placeholders: Placeholders;
}

/** The key that a tenant's placeholders are made with. */
export const placeholderKey = (secret: Uint8Array, tenant: string): Buffer =>
  createHmac('sha256', secret).update(`placeholders\0${tenant}`).digest();

/** The shape of a placeholder: a kind, and fifty bits that only the tenant's key makes of the value. */
const SHAPE = /⟨[A-Z][A-Z0-9_]{0,30}_[0-9A-V]{10}⟩/g;

/**
 * Replaces what was found by placeholders. The same kind and value have the same placeholder in every text and request of a tenant, which
 * needs no store: it is an HMAC of them. No other tenant has it and nobody can make one up. What the text itself wrote in the shape of a
 * placeholder is masked too, so that putting the values back gives the text again, whatever stood in it.
 *
 * @param found in any order; of two that overlap the one that begins first counts
 * @param known the placeholders of the conversation's other texts. @default - none
 */
export function masked(text: string, found: readonly Maskable[], tenantKey: Uint8Array, known: Placeholders = new Map()): Masked {
  const placeholders = new Map(known);
  let rest = '';
  let at = 0;
  for (const { start, end, type } of [...found, ...writtenPlaceholders(text)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  )) {
    if (start < at || end <= start) continue;
    rest += text.slice(at, start) + placeholderOf(type, text.slice(start, end), tenantKey, placeholders);
    at = end;
  }
  return Object.freeze({ text: rest + text.slice(at), placeholders });
}

function* writtenPlaceholders(text: string): Generator<Maskable> {
  for (const { 0: match, index } of text.matchAll(SHAPE)) yield { start: index, end: index + match.length, type: 'text' };
}

/** Enters it into the table. Two values that share a tag are told apart by a second one. */
function placeholderOf(type: string, value: string, key: Uint8Array, placeholders: Map<string, string>): string {
  const kind = type
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .slice(0, 30);
  for (let attempt = 0; ; attempt++) {
    const placeholder = `⟨${kind}_${tag(createHmac('sha256', key).update(`${attempt}\0${type}\0${value}`).digest())}⟩`;
    const holds = placeholders.get(placeholder);
    if (holds !== undefined && holds !== value) continue;
    placeholders.set(placeholder, value);
    return placeholder;
  }
}

/** Ten characters of five bits. */
const tag = (digest: Buffer): string => (digest.readBigUInt64BE() >> 14n).toString(32).toUpperCase().padStart(10, '0');
