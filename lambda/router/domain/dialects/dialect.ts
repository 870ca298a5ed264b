import type { JsonObject } from '../http/json-body.ts';
import type { OpenAiErrorBody } from '../http/openai-error.ts';
import type { ChatAnswer, Step } from './chat-answer.ts';

/** What stays the same over one request. */
export interface Stamp {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** Why there is no answer, or only half of one. */
export interface Refused {
  readonly status: number;
  readonly error: OpenAiErrorBody['error'];
}

/** Another API onto the core: how its requests become chats, and how a chat's answers become its own. */
export interface Dialect {
  /** @throws OpenAiError 400 that names the member at fault as the client does */
  readonly toChat: (body: JsonObject) => JsonObject;
  /** What the core calls by another name than the client, e.g. `response_format` → `text.format`. */
  readonly names: Readonly<Record<string, string>>;
  /** Headers of every answer, beside the core's. */
  readonly headers: (requestId: string) => Readonly<Record<string, string>>;
  readonly error: (refused: Refused, requestId: string) => JsonObject;
  /** The one who tells the answer to this request. */
  readonly voice: (body: JsonObject, stamp: Stamp) => Voice;
}

/** Tells one answer, whole or as the events of a stream: `begin`, steps, and `end` or `broken`, in this order, as it may count them. */
export interface Voice {
  readonly whole: (answer: ChatAnswer) => JsonObject;
  readonly begin: (answer: ChatAnswer) => string;
  /** Empty for a step that this API does not tell. */
  readonly step: (step: Step) => string;
  readonly end: (answer: ChatAnswer) => string;
  readonly broken: (refused: Refused, answer: ChatAnswer) => string;
}

/** One server-sent event with a name, as the APIs beside chat have them. */
export const namedEvent = (value: JsonObject & { readonly type: string }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;

/** The chat's members by the names that the client knows them by. */
export function inOwnNames({ status, error }: Refused, names: Readonly<Record<string, string>>): Refused {
  const { param, message } = error;
  const own = param !== null && Object.hasOwn(names, param) ? names[param] : undefined;
  if (own === undefined) return { status, error };
  return { status, error: { ...error, param: own, message: message.replaceAll(`'${param}'`, `'${own}'`) } };
}
