import { createHmac } from 'node:crypto';

/** What a mark says: by whom and on which day a text was generated. */
export interface MarkContent {
  /** Twenty bits that only the key makes of the tenant's path. */
  readonly tenantTag: number;
  /** Days since 1970, UTC. */
  readonly day: number;
}

/**
 * Invisible operators: no width, no line break before or after, and unlike variation selectors no effect on the letter before. Normalisation
 * (NFC, NFKC) keeps them.
 */
const SYMBOLS = '\u2061\u2062\u2063\u2064';

/** Two bits each: 16 of the day, 20 of the tenant, 28 of the code that authenticates them. */
export const MARK = /[\u2061-\u2064]{32}/g;

const ANY_SYMBOL = /[\u2061-\u2064]+/g;

/** So many letters before a mark are part of what it authenticates: under another text it is none. */
export const CONTEXT_LETTERS = 16;

export const tenantTag = (key: Uint8Array, tenant: string): number =>
  createHmac('sha256', key).update(`watermark tenant\0${tenant}`).digest().readUInt32BE() >>> 12;

export const dayOf = (date: Date): number => Math.floor(date.getTime() / 86_400_000);

/** @param context the letters before the mark, as `lettersOf` gives them */
export function markOf({ tenantTag: tag, day }: MarkContent, context: string, key: Uint8Array): string {
  const bits = (BigInt(day & 0xffff) << 48n) | (BigInt(tag) << 28n) | codeOf(day, tag, context, key);
  let mark = '';
  for (let shift = 62n; shift >= 0n; shift -= 2n) mark += SYMBOLS.charAt(Number((bits >> shift) & 3n));
  return mark;
}

/** What a mark says; undefined when the key did not make it for these letters. */
export function contentOf(mark: string, context: string, key: Uint8Array): MarkContent | undefined {
  let bits = 0n;
  for (const symbol of mark) bits = (bits << 2n) | BigInt(SYMBOLS.indexOf(symbol));
  const content = { day: Number(bits >> 48n), tenantTag: Number((bits >> 28n) & 0xfffffn) };
  return markOf(content, context, key) === mark ? content : undefined;
}

const codeOf = (day: number, tag: number, context: string, key: Uint8Array): bigint =>
  BigInt(createHmac('sha256', tenantKey(key, tag)).update(`watermark\0${day}\0${context}`).digest().readUInt32BE() >>> 4);

/** Each tenant's marks have a key of their own; whoever has the secret finds it by the tag. */
const tenantKey = (key: Uint8Array, tag: number): Buffer => createHmac('sha256', key).update(`watermark key\0${tag}`).digest();

/** Letters and digits in lower case: what formatting, blanks and quotation marks do not change. */
export function lettersOf(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code < 0x80) return ASCII[code] ?? '';
  return /[\p{L}\p{N}]/u.test(unit) ? unit.toLowerCase() : '';
}

const ASCII: readonly string[] = Array.from({ length: 0x80 }, (_, code) =>
  /[a-z0-9]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase() : '',
);

/** A text without marks and parts of marks. */
export const withoutMarks = (text: string): string => text.replace(ANY_SYMBOL, '');

/** A text without marks. Fewer of these characters in a row are nobody's mark: formulas have them between their terms. */
export const withoutWholeMarks = (text: string): string => text.replace(MARK, '');
