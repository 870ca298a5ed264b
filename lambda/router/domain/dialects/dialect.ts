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

/** How another API onto the core tells that there is no answer. */
export interface RefusalDialect {
  /** What the core calls by another name than the client, e.g. `response_format` → `text.format`. */
  readonly names: Readonly<Record<string, string>>;
  /** Headers of every answer, beside the core's. */
  readonly headers: (requestId: string) => Readonly<Record<string, string>>;
  readonly error: (refused: Refused, requestId: string) => JsonObject;
}

/** Another API onto the core: how its requests become chats, and how a chat's answers become its own. */
export interface Dialect extends RefusalDialect {
  /** @throws OpenAiError 400 that names the member at fault as the client does */
  readonly toChat: (body: JsonObject) => JsonObject;
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

/** The chat's members, and what is inside them, by the names that the client knows them by. */
export function inOwnNames({ status, error }: Refused, names: Readonly<Record<string, string>>): Refused {
  const { param, message } = error;
  if (param === null) return { status, error };
  // Several are named in this case, and no values.
  if (error.code === 'unsupported_parameter') {
    const renamed = message.replace(/'([^']+)'/g, (_, name: string) => `'${ownName(name, names)}'`);
    return { status, error: { ...error, param: ownName(param, names), message: renamed } };
  }
  const own = ownName(param, names);
  return { status, error: { ...error, param: own, message: message.replaceAll(`'${param}'`, `'${own}'`) } };
}

function ownName(param: string, names: Readonly<Record<string, string>>): string {
  const [head = ''] = /^[^.[]*/.exec(param) ?? [];
  const name = Object.hasOwn(names, head) ? names[head] : undefined;
  return name === undefined ? param : name + param.slice(head.length);
}
