import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { type ChatMessage, type ContentPart, textOf } from '../openai/chat-message.ts';
import { isString } from '../openai/fields.ts';
import { jsonObject, objectIn, objectsIn, textIn } from './json.ts';
import { unsupported } from './support.ts';

/** A piece of a turn. */
export type TurnPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly image: Image; readonly param: string }
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: JsonObject }
  | { readonly kind: 'result'; readonly id: string; readonly text: string };

export type Image = { readonly url: string } | { readonly mediaType: string; readonly base64: string };

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TurnPart[];
}

/** A chat as Anthropic and Bedrock see it: instructions apart, and two sides that take turns. */
export interface Conversation {
  /** From system and developer messages, wherever they stood. */
  readonly system: readonly string[];
  /** No turn is empty, and no two in a row have the same role. */
  readonly turns: readonly Turn[];
}

/**
 * @param provider as in "… cannot be asked of Anthropic"
 * @throws OpenAiError 400 that names the part which cannot be translated
 */
export function conversationOf(messages: readonly ChatMessage[], provider: string): Conversation {
  const system: string[] = [];
  const turns: { role: Turn['role']; parts: TurnPart[] }[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.role === 'system' || message.role === 'developer') {
      refuseMedia(message, path, provider);
      system.push(...[textOf(message)].filter((text) => text !== ''));
      continue;
    }
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const parts = partsOf(message, path, provider);
    if (parts.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else turns.push({ role, parts: [...parts] });
  }
  if (turns.length === 0) {
    throw invalidRequest("'messages' needs a user message that is not empty.", 'messages');
  }
  return { system, turns };
}

function partsOf(message: ChatMessage, path: string, provider: string): readonly TurnPart[] {
  const { role, content } = message;
  const { tool_call_id: id, refusal, ...members } = message as ChatMessage & JsonObject;
  if (role === 'function') throw unsupported(`${path}.role`, provider);
  for (const name of ['function_call', 'audio']) {
    if ((members[name] ?? null) !== null) throw unsupported(`${path}.${name}`, provider);
  }
  if (role === 'tool') {
    refuseMedia(message, path, provider);
    return [{ kind: 'result', id: String(id), text: textOf(message) }];
  }
  const said: readonly TurnPart[] = isString(content)
    ? [{ kind: 'text', text: content }]
    : (content ?? []).map((part, at) => partOf(part, `${path}.content[${at}]`, provider));
  const refused: readonly TurnPart[] = isString(refusal) ? [{ kind: 'text', text: refusal }] : [];
  return [...said, ...refused, ...callsOf(members, path, provider)].filter((part) => part.kind !== 'text' || part.text !== '');
}

function partOf(part: ContentPart, path: string, provider: string): TurnPart {
  const members = part as ContentPart & JsonObject;
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { kind: 'text', text: textIn(members, part.type) };
    case 'image_url':
      return { kind: 'image', image: imageOf(textIn(objectIn(members, 'image_url'), 'url'), path), param: path };
    default:
      throw unsupported(`${path}.type`, provider);
  }
}

function imageOf(url: string, path: string): Image {
  const data = /^data:([a-z]+\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=]+)$/.exec(url);
  if (data) return { mediaType: data[1] ?? '', base64: data[2] ?? '' };
  if (/^https?:\/\//.test(url)) return { url };
  throw invalidRequest(`'${path}.image_url.url' must be an http(s) URL or data:<type>;base64,<data>.`, `${path}.image_url.url`);
}

function callsOf(message: JsonObject, path: string, provider: string): readonly TurnPart[] {
  return objectsIn(message, 'tool_calls').map((call, at) => {
    const where = `${path}.tool_calls[${at}]`;
    if ((call.type ?? 'function') !== 'function') throw unsupported(`${where}.type`, provider);
    const asked = objectIn(call, 'function');
    const json = textIn(asked, 'arguments');
    const input = json.trim() === '' ? {} : jsonObject(json);
    if (input === undefined) {
      const param = `${where}.function.arguments`;
      throw invalidRequest(`'${param}' must be a JSON object for ${provider}.`, param);
    }
    return { kind: 'call', id: textIn(call, 'id'), name: textIn(asked, 'name'), input };
  });
}

/** Where only text can stand. */
function refuseMedia({ content }: ChatMessage, path: string, provider: string): void {
  if (!Array.isArray(content)) return;
  const at = content.findIndex(({ type }) => type !== 'text');
  if (at >= 0) throw unsupported(`${path}.content[${at}].type`, provider);
}
