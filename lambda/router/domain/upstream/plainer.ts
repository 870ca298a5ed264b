import type { TokenLimit } from '../../contract/targets.ts';
import type { JsonBody, JsonObject } from '../http/json-body.ts';
import { endOfString, membersAt } from '../http/json-spans.ts';
import { isObject } from '../openai/fields.ts';
import type { Failed } from './relay.ts';

/** A chat in the client's words, and whether the platform asks for usage with it. */
export interface Asking {
  readonly body: JsonBody;
  readonly forUsage: boolean;
}

/** Something that not every server takes, and the same request without it; undefined when it has none. */
interface Fallback {
  /** As refusals name it. */
  readonly member: string;
  /** What a refusal says of a member that is unknown, rather than wrong. @default - to name it is enough */
  readonly says?: RegExp;
  readonly without: (asking: Asking) => Asking | undefined;
}

const UNKNOWN = /extra|unknown|unrecogni[sz]ed|unsupported|unexpected|not (permitted|supported|allowed|recogni[sz]ed)/i;

const FALLBACKS: readonly Fallback[] = [
  // Old servers do not know it, and the client did not ask for it.
  { member: 'stream_options', without: ({ body, forUsage }) => (forUsage ? { body, forUsage: false } : undefined) },
  // The older name says the same. Mistral knows no other.
  {
    member: 'max_completion_tokens',
    says: UNKNOWN,
    without: (asking) => changed(asking, limitedBy(asking.body, 'max_tokens')),
  },
  // DeepSeek wants to see what it thought before a call; Mistral and Cerebras want not.
  { member: 'reasoning_content', says: UNKNOWN, without: (asking) => changed(asking, withoutThoughts(asking.body)) },
];

/** What to ask in place of a request that was refused; undefined when there is nothing to leave out. */
export function plainer(asking: Asking, { outcome, said = '' }: Failed): Asking | undefined {
  if (outcome !== 400 && outcome !== 422) return undefined;
  for (const { member, says, without } of FALLBACKS) {
    if (!said.includes(member) || says?.test(said) === false) continue;
    const less = without(asking);
    if (less !== undefined) return less;
  }
  return undefined;
}

/** The request with its limit of tokens under this name; the very same when it has none, or has that name already. All else stays as written. */
export function limitedBy(body: JsonBody, name: TokenLimit): JsonBody {
  const other = name === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  const { [other]: limit = null, ...rest } = body.value;
  if (limit === null || (body.value[name] ?? null) !== null) return body;
  let { text } = body;
  for (const { name: written, start } of membersAt(text, text.indexOf('{')).toReversed()) {
    if (written === other) text = `${text.slice(0, start)}"${name}"${text.slice(endOfString(text, start))}`;
  }
  return { text, value: { ...rest, [name]: limit } };
}

/** The request without what models thought in earlier turns. */
function withoutThoughts(body: JsonBody): JsonBody {
  const { text, value } = body;
  const messages: readonly unknown[] = Array.isArray(value.messages) ? value.messages : [];
  if (!messages.some(hasThoughts)) return body;
  const less = messages.map((message) => (hasThoughts(message) ? withoutThought(message) : message));
  const written = membersAt(text, text.indexOf('{')).findLast(({ name }) => name === 'messages');
  if (written === undefined) return body;
  return {
    text: text.slice(0, written.from) + JSON.stringify(less) + text.slice(written.to),
    value: { ...value, messages: less },
  };
}

const hasThoughts = (message: unknown): message is JsonObject => isObject(message) && 'reasoning_content' in message;

const withoutThought = ({ reasoning_content: _, ...message }: JsonObject): JsonObject => message;

const changed = (asking: Asking, body: JsonBody): Asking | undefined => (body === asking.body ? undefined : { ...asking, body });
