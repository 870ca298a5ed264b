import { isObject } from '../openai/fields.ts';
import { jsonObject } from '../providers/json.ts';

/** An error that came with status 200. */
export interface AnsweredError {
  /** The one that stands for the 200. */
  readonly status: number;
  /** JSON, as the upstream wrote it. */
  readonly body: string;
}

/** What is wrong with an answer: the upstream's own error, or that it is no answer at all. */
export type Flaw = { readonly error: AnsweredError } | { readonly unlike: string };

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BLANKS: ReadonlySet<number | undefined> = new Set([9, 10, 13, 32]);

/** The list that makes an answer one. No text of a model can contain its beginning: there the quotes are escaped. */
const LISTS = { '/chat/completions': 'choices', '/embeddings': 'data' } as const;
const BEGIN_OF = { choices: /"choices"\s*:\s*\[\s*\{/, data: /"data"\s*:\s*\[\s*\{/ };

/** Of so many first bytes; the list stands near the beginning. */
const HEAD_BYTES = 1024;

/**
 * What is wrong with the body of a success; undefined for an answer. Bodies that look right are not parsed: those that begin and end as an
 * object, have a list that is not empty, and the usage that comes after it.
 */
export function flawIn(body: Buffer, path: keyof typeof LISTS): Flaw | undefined {
  const list = LISTS[path];
  if (isInBraces(body) && body.lastIndexOf('"usage"') > 0 && BEGIN_OF[list].test(body.toString('latin1', 0, HEAD_BYTES)))
    return undefined;
  const text = body.toString();
  const error = errorIn(text);
  if (error !== undefined) return { error };
  if (Array.isArray(jsonObject(text)?.[list])) return undefined;
  return {
    unlike:
      list === 'choices'
        ? 'answered with something that is no chat completion'
        : 'answered with something that is no list of embeddings',
  };
}

/** The error that an upstream says instead of an answer. */
export function errorIn(body: string): AnsweredError | undefined {
  const value = jsonObject(body);
  if (value === undefined || (value.error ?? null) === null) return undefined;
  if (Array.isArray(value.choices) && value.choices.length > 0) return undefined;
  const code = isObject(value.error) ? Number(value.error.code) : Number.NaN;
  return { status: Number.isInteger(code) && code >= 400 && code <= 599 ? code : 502, body };
}

function isInBraces(body: Buffer): boolean {
  let last = body.length - 1;
  while (BLANKS.has(body[last])) last -= 1;
  let first = 0;
  while (BLANKS.has(body[first])) first += 1;
  return body[first] === OPEN_BRACE && body[last] === CLOSE_BRACE;
}
