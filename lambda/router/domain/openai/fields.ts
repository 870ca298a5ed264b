import { invalidRequest, type OpenAiError } from '../http/openai-error.ts';

/** What a field must be. */
export interface FieldKind {
  /** Completes "must be …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Takes down one problem: the field at fault and a sentence that completes its name. */
export type Report = (param: string, problem: string) => void;

interface Problem {
  readonly param: string;
  readonly problem: string;
}

/** So many problems are told at once; more would be noise. */
const MAX_PROBLEMS = 5;

/**
 * Runs the checks and refuses the request when they reported anything.
 *
 * @throws OpenAiError 400 whose `param` is the first field at fault and whose message names the first five
 */
export function refuseIfAny(check: (report: Report) => void): void {
  const problems: Problem[] = [];
  check((param, problem) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ param, problem });
  });
  const [first] = problems;
  if (first !== undefined) throw refusal(problems, first.param);
}

const refusal = (problems: readonly Problem[], param: string): OpenAiError =>
  invalidRequest(`${problems.map(({ param: field, problem }) => `'${field}' ${problem}`).join('; ')}.`, param);

/** Checks the members that are there by the table; null counts as absent, as OpenAI's clients send it. */
export function checkFields(
  value: Readonly<Record<string, unknown>>,
  kinds: Readonly<Record<string, FieldKind>>,
  report: Report,
): void {
  for (const name in value) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    const member = value[name];
    if (kind !== undefined && member !== null && !kind.accepts(member)) report(name, mustBe(kind.expected, member));
  }
}

export const mustBe = (expected: string, value: unknown): string => `must be ${expected}, not ${shown(value)}`;

/** A value in a sentence: short, whatever the client sent. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isString = (value: unknown): value is string => typeof value === 'string';

export const text: FieldKind = { expected: 'a string', accepts: isString };
export const flag: FieldKind = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const object: FieldKind = { expected: 'an object', accepts: isObject };

export const modelName: FieldKind = {
  expected: 'a string of 1 to 256 characters',
  accepts: (value) => isString(value) && value.length > 0 && value.length <= 256,
};

export const textOrObject: FieldKind = {
  expected: 'a string or an object',
  accepts: (value) => isString(value) || isObject(value),
};

export const oneOf = (...values: readonly string[]): FieldKind => ({
  expected: values.map((value) => `'${value}'`).join(' or '),
  accepts: (value) => isString(value) && values.includes(value),
});

export const number = (low: number, high: number): FieldKind => ({
  expected: `a number from ${low} to ${high}`,
  accepts: (value) => typeof value === 'number' && value >= low && value <= high,
});

export const integer = (low: number, high: number = Number.MAX_SAFE_INTEGER): FieldKind => ({
  expected: high === Number.MAX_SAFE_INTEGER ? `an integer of at least ${low}` : `an integer from ${low} to ${high}`,
  accepts: (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
});

export const listOf = (kind: FieldKind): FieldKind => ({
  expected: `an array in which each is ${kind.expected}`,
  accepts: (value) => Array.isArray(value) && value.every(kind.accepts),
});
