import type { JsonObject } from '../http/json-body.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { isObject } from '../openai/fields.ts';
import { inOwnNames } from './dialect.ts';

/** Not enumerable: nothing but a refusal looks at it, and copies are without. */
const PLACE = Symbol('place');

const placeIn = (value: unknown): string | undefined =>
  isObject(value) ? (value as { readonly [PLACE]?: string })[PLACE] : undefined;

/** Something of a chat that was made from what stands there in the client's request, e.g. `input[2].content[0]`. The first word stands. */
export const placed = <T extends object>(value: T, path: string): T =>
  placeIn(value) === undefined ? Object.defineProperty(value, PLACE, { value: path }) : value;

/** A refusal of the core's, which speaks of the chat that was made of the client's request, in the client's words. */
export function inOwnWords(error: unknown, chat: JsonObject, names: Readonly<Record<string, string>>): unknown {
  const placed = inOwnPlace(error, chat);
  if (!(placed instanceof OpenAiError)) return placed;
  const { status, body, headers } = placed;
  const { message, type, param, code } = inOwnNames({ status, error: body.error }, names).error;
  return new OpenAiError(status, message, {
    ...{ type, headers },
    ...(param !== null && { param }),
    ...(code !== null && { code }),
  });
}

/**
 * A refusal that names a place in the chat, in the client's words: what the chat calls `messages[1].content[0].type` may stand at
 * `input[0].content[0].type`. Everything else stays as it is.
 */
export function inOwnPlace(error: unknown, chat: JsonObject): unknown {
  if (!(error instanceof OpenAiError)) return error;
  const { param, message, ...details } = error.body.error;
  const own = param === null ? undefined : ownPath(param, chat);
  if (param === null || own === undefined) return error;
  const { code, type } = details;
  return new OpenAiError(error.status, message.replaceAll(`'${param}'`, `'${own}'`), {
    ...{ type, param: own, headers: error.headers },
    ...(code !== null && { code }),
  });
}

/** The deepest place on the way, and what is left of the way. */
function ownPath(param: string, chat: JsonObject): string | undefined {
  let value: unknown = chat;
  let own: string | undefined;
  for (const step of param.matchAll(/[^.[\]]+/g)) {
    const inside: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
    value = Object.hasOwn(inside, step[0]) ? inside[step[0]] : undefined;
    const place = placeIn(value);
    if (place !== undefined) own = place + param.slice(step.index + step[0].length).replace(/^\]/, '');
  }
  // Texts that have no such member in the client's request.
  return own?.replace(/^(input|instructions|system|.+\.output)\.content$/, '$1');
}
