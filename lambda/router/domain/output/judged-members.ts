import type { JsonObject } from '../http/json-body.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { isObject, isString } from '../openai/fields.ts';
import { type FilterFactory, inSequence, isStop, pushed, type Stop } from './text-filter.ts';

/** What becomes of one member: `undefined` when clients do not get it. */
type Rule = (value: unknown) => unknown;
type Rules = Readonly<Record<string, Rule>>;

const UNJUDGEABLE = 'The model answered with sound or pictures, which cannot be judged here. Ask for text.';

/** By providers only: nobody can read them. */
const SEALED: ReadonlySet<string> = new Set(['signature', 'thought_signature', 'data']);

const asItIs: Rule = (value) => value;
const unknown: Rule = (value) => (hasText(value) ? undefined : value);
/** Rewritten elsewhere; anything but a text is none that is. */
const text: Rule = (value) => (isString(value) ? value : unknown(value));
const json: Rule = (value) => (isString(value) || !hasText(value) ? value : JSON.stringify(value));
const object =
  (rules: Rules): Rule =>
  (value) =>
    isObject(value) ? kept(value, rules) : unknown(value);
const objects = (rules: Rules): Rule => {
  const rule = object(rules);
  return (value) => (Array.isArray(value) ? each(value, rule) : unknown(value));
};
/** Tell the text once more, token by token, and what might have stood there. */
const logprobs: Rule = (value) => (hasText(value) ? null : value);

/**
 * What clients get of an answer while its texts are judged. Members that are judged, or say what everybody knows, stay; of others those that
 * hold no text. So nothing that a server may add goes around the judge.
 */
export class JudgedMembers {
  readonly #filters: readonly FilterFactory[];
  readonly #rules: Rules;
  #stop: Stop | undefined;

  constructor(filters: readonly FilterFactory[]) {
    this.#filters = filters;
    const passing: Rule = (value) => (this.#passes(value) ? value : undefined);
    /** What comes in one piece: of each element in which a filter would change anything, nothing. */
    const whole: Rule = (value) => (Array.isArray(value) ? each(value, passing) : passing(value));
    const unjudgeable: Rule = (value) => {
      if (hasText(value)) this.#stop ??= { stop: new OpenAiError(502, UNJUDGEABLE, { code: 'upstream_invalid_answer' }) };
      return value;
    };
    const called = object({ name: asItIs, arguments: json, input: text });
    const call = {
      id: asItIs,
      type: asItIs,
      index: asItIs,
      function: called,
      custom: called,
      extra_content: whole,
      thinking_blocks: whole,
    };
    const said = object({
      ...{ role: asItIs, content: text, reasoning_content: text, reasoning: text, refusal: text },
      ...{ tool_calls: objects(call), function_call: called, annotations: whole, thinking_blocks: whole },
      ...{ audio: unjudgeable, images: unjudgeable },
    });
    const choice = { index: asItIs, finish_reason: asItIs, native_finish_reason: asItIs, message: said, delta: said, logprobs };
    this.#rules = {
      ...{ id: asItIs, object: asItIs, created: asItIs, model: asItIs, provider: asItIs, system_fingerprint: asItIs },
      ...{ service_tier: asItIs, usage: asItIs, error: asItIs, choices: objects(choice) },
      ...{ citations: whole, search_results: whole },
    };
  }

  /** @returns the very same answer, or chunk of one, when all of it stays */
  of(answer: JsonObject): { readonly kept: JsonObject } | Stop {
    const after = kept(answer, this.#rules);
    return this.#stop ?? { kept: after };
  }

  readonly #passes = (value: unknown): boolean => {
    if (isString(value)) return value === '' || this.#passesText(value);
    if (Array.isArray(value)) return value.every(this.#passes);
    return !isObject(value) || Object.entries(value).every(([name, member]) => SEALED.has(name) || this.#passes(member));
  };

  #passesText(value: string): boolean {
    const after = pushed(inSequence(this.#filters.map((make) => make(0))), value);
    if (isStop(after)) this.#stop ??= after;
    return after === value;
  }
}

/** Of these members what their rules make of them, of others those without text. The very same when that is all. */
function kept(value: JsonObject, rules: Rules): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const member = value[name];
    const left = ((Object.hasOwn(rules, name) ? rules[name] : undefined) ?? unknown)(member);
    if (left === member) continue;
    copy ??= { ...value };
    copy[name] = left;
  }
  return copy ?? value;
}

/** The very same list when nothing changes. */
function each(values: readonly unknown[], change: (value: unknown) => unknown): readonly unknown[] {
  const after = values.map(change);
  if (after.every((value, index) => value === values[index])) return values;
  return after.filter((value) => value !== undefined);
}

function hasText(value: unknown): boolean {
  if (isString(value)) return value !== '';
  if (Array.isArray(value)) return value.some(hasText);
  if (!isObject(value)) return false;
  for (const name in value) if (hasText(value[name])) return true;
  return false;
}
