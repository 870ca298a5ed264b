import type { JsonObject } from '../http/json-body.ts';
import { isObject, isString } from '../openai/fields.ts';
import { textIn } from '../providers/json.ts';

/** A message, or a piece of one, whose content is text. */
export interface SaidInText {
  readonly said: JsonObject;
  /** There was content that is no text; it is left out. */
  readonly isCut: boolean;
}

/** Mistral's reasoning models answer with a list of texts and thoughts: the texts become `content`, the thoughts `reasoning_content`. */
export function saidInText(said: JsonObject): SaidInText {
  const { content } = said;
  if (isString(content) || (content ?? null) === null) return { said, isCut: false };
  let text = '';
  let thoughts = textIn(said, 'reasoning_content');
  let isCut = !Array.isArray(content);
  for (const part of Array.isArray(content) ? content : []) {
    const thought = isObject(part) && part.type === 'thinking';
    const more = thought ? textOf(part.thinking) : textOf([part]);
    if (thought) thoughts += more ?? '';
    else text += more ?? '';
    isCut ||= more === undefined;
  }
  return { said: { ...said, content: text, ...(thoughts !== '' && { reasoning_content: thoughts }) }, isCut };
}

/**
 * A choice that filters can read; undefined when it says something beside text.
 *
 * @param member where it says it: `message` of a whole answer, `delta` of a chunk. Other places that clients may read are left out
 */
export function choiceInText(choice: unknown, member: 'message' | 'delta'): JsonObject | undefined {
  if (!isObject(choice)) return undefined;
  const { [member]: before = null, [member === 'delta' ? 'message' : 'delta']: other, text, ...rest } = choice;
  const isPlain = other === undefined && text === undefined;
  if (before === null) return isPlain ? choice : rest;
  if (!isObject(before)) return undefined;
  const { said, isCut } = saidInText(before);
  if (isCut) return undefined;
  return isPlain && said === before ? choice : { ...rest, [member]: said };
}

/** Of a list of parts, or of one that is text already; references to what was looked up say nothing. */
function textOf(parts: unknown): string | undefined {
  if (isString(parts)) return parts;
  if (!Array.isArray(parts)) return undefined;
  let text = '';
  for (const part of parts) {
    if (!isObject(part)) return undefined;
    if (part.type === 'reference') continue;
    if (part.type !== 'text' || !isString(part.text)) return undefined;
    text += part.text;
  }
  return text;
}
