import type { Literal } from './tree.ts';

type Result = { readonly value: string | number | boolean } | { readonly wrong: string };

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  // Up to what a number holds exactly: 285 years in microseconds.
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, True: true, t: true, '1': true },
  ...{ false: false, False: false, f: false, '0': false },
};

/** A literal as a value of this scalar or enum. */
export function scalarOf(type: string, values: Readonly<Record<string, number>> | undefined, written: Literal): Result {
  if (values) return enumValue(type, values, written);
  const shown = written.kind === 'string' ? JSON.stringify(written.text) : written.text;
  if (type === 'string') {
    return written.kind === 'string' ? { value: written.text } : { wrong: `${shown} is no string; write "${shown}"` };
  }
  if (written.kind === 'string') return { wrong: `${shown} is a string where ${type} is needed; write it without quotes` };
  if (type === 'bool') {
    const value = Object.hasOwn(BOOLEANS, shown) ? BOOLEANS[shown] : undefined;
    return value === undefined ? { wrong: `${shown} is no bool; write true or false` } : { value };
  }
  return RANGES[type] ? integer(type, RANGES[type], shown) : float(type, shown);
}

function enumValue(type: string, values: Readonly<Record<string, number>>, { kind, text }: Literal): Result {
  if (kind === 'literal' && Object.hasOwn(values, text)) return { value: text };
  const named = /^-?\d+$/.test(text) && Object.keys(values).find((name) => values[name] === Number(text));
  if (kind === 'literal' && named) return { value: named };
  const allowed = Object.keys(values).join(', ');
  return { wrong: `${kind === 'string' ? JSON.stringify(text) : text} is no ${type}; write one of ${allowed}, without quotes` };
}

function integer(type: string, [least, most]: readonly [number, number], shown: string): Result {
  const digits = shown.replace(/^-/, '');
  const octal = /^0[0-7]+$/.test(digits);
  if (!octal && !/^(0[xX][\da-fA-F]+|0|[1-9]\d*)$/.test(digits)) {
    return { wrong: `${shown} is no ${type}; write a whole number` };
  }
  const size = octal ? Number.parseInt(digits, 8) : Number(digits);
  const value = shown.startsWith('-') && size !== 0 ? -size : size;
  if (value < least || value > most) return { wrong: `${shown} is outside of ${type}; write a number from ${least} to ${most}` };
  return { value };
}

function float(type: string, shown: string): Result {
  const text = shown.toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^-/, '');
  if (bare === 'inf' || bare === 'infinity') return { value: sign * Number.POSITIVE_INFINITY };
  if (bare === 'nan') return { value: Number.NaN };
  const value = /^[\d.]/.test(bare) && !bare.startsWith('0x') ? sign * Number(bare.replace(/f$/, '')) : Number.NaN;
  return Number.isNaN(value) ? { wrong: `${shown} is no ${type}; write a number` } : { value };
}
