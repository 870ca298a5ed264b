import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest, type OpenAiError } from '../http/openai-error.ts';
import { type ChatMessage, type ContentPart, textOf } from '../openai/chat-message.ts';
import { isString, shown } from '../openai/fields.ts';
import { cacheControlOf, hasFailed, thoughtsBefore } from './conversation-marks.ts';
import { documentOf, imageOf } from './conversation-media.ts';
import type { Cacheable, Conversation, ImagePart, Instruction, Turn, TurnPart } from './conversation-parts.ts';
import { jsonObject, objectIn, objectsIn, textIn } from './json.ts';
import { unsupported } from './support.ts';

/**
 * @param provider as in "… cannot be asked of Anthropic"
 * @throws OpenAiError 400 that names the part which cannot be translated
 */
export function conversationOf(messages: readonly ChatMessage[], provider: string): Conversation {
  const system: Instruction[] = [];
  const turns: { role: Turn['role']; parts: TurnPart[] }[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.role === 'system' || message.role === 'developer') {
      refuseMedia(message, path, provider);
      system.push(...instructionsOf(message));
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

/** One for a message, unless some of its parts end what is to be cached. */
function instructionsOf(message: ChatMessage): readonly Instruction[] {
  const { content } = message;
  const isSplit = Array.isArray(content) && content.some((part) => cacheControlOf(part) !== undefined);
  const instructions = isSplit
    ? content.map((part) => ({ text: textIn(part, 'text'), ...cachedAs(part) }))
    : [{ text: textOf(message), ...cachedAs(message) }];
  return instructions.filter(({ text }) => !isBlank(text));
}

function partsOf(message: ChatMessage, path: string, provider: string): readonly TurnPart[] {
  const { role, content } = message;
  const { tool_call_id: id, refusal, ...members } = message as ChatMessage & JsonObject;
  if (role === 'function') throw unsupported(`${path}.role`, provider);
  for (const name of ['function_call', 'audio']) {
    if ((members[name] ?? null) !== null) throw unsupported(`${path}.${name}`, provider);
  }
  if (role === 'tool') {
    const images = imagesOf(message, path, provider);
    return [{ kind: 'result', id: String(id), text: textOf(message), images, failed: hasFailed(message), ...cachedAs(message) }];
  }
  const said: readonly TurnPart[] = isString(content)
    ? [{ kind: 'text', text: content, ...cachedAs(message) }]
    : (content ?? []).map((part, at) => partOf(part, `${path}.content[${at}]`, provider));
  const refused: readonly TurnPart[] = isString(refusal) ? [{ kind: 'text', text: refusal }] : [];
  const parts = [...said, ...refused, ...callsOf(members, path, provider)];
  const filled = parts.filter((part) => part.kind !== 'text' || !isBlank(part.text));
  // Nobody takes a turn that ends with a thought.
  return filled.length === 0 ? [] : [...thoughtParts(message), ...filled];
}

const isBlank = (text: string): boolean => text.trim() === '';

const thoughtParts = (value: object): readonly TurnPart[] =>
  thoughtsBefore(value).map((thought) => ({ kind: 'thought', thought }));

/** Beside texts, a tool answers with images only. */
function imagesOf({ content }: ChatMessage, path: string, provider: string): readonly ImagePart[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part, at) => {
    const where = `${path}.content[${at}]`;
    if (part.type === 'text') return [];
    if (part.type !== 'image_url') throw unsupportedType(part.type, where, provider);
    return [imagePart(part, where)];
  });
}

const imagePart = (part: ContentPart, path: string): ImagePart => ({
  ...{ kind: 'image', image: imageOf(part as ContentPart & JsonObject, path), param: path },
  ...cachedAs(part),
});

function partOf(part: ContentPart, path: string, provider: string): TurnPart {
  const members = part as ContentPart & JsonObject;
  const cached = cachedAs(part);
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { kind: 'text', text: textIn(members, part.type), ...cached };
    case 'image_url':
      return imagePart(part, path);
    case 'file':
      return { kind: 'document', document: documentOf(members, path, provider), ...cached };
    default:
      throw unsupportedType(part.type, path, provider);
  }
}

const cachedAs = (value: object): Cacheable => {
  const cacheControl = cacheControlOf(value);
  return cacheControl === undefined ? {} : { cacheControl };
};

function callsOf(message: JsonObject, path: string, provider: string): readonly TurnPart[] {
  return objectsIn(message, 'tool_calls').flatMap((call, at): readonly TurnPart[] => {
    const where = `${path}.tool_calls[${at}]`;
    if ((call.type ?? 'function') !== 'function') throw unsupported(`${where}.type`, provider);
    const asked = objectIn(call, 'function');
    const json = textIn(asked, 'arguments');
    const input = json.trim() === '' ? {} : jsonObject(json);
    if (input === undefined) {
      const param = `${where}.function.arguments`;
      throw invalidRequest(`'${param}' must be a JSON object for ${provider}.`, param);
    }
    const part = { kind: 'call', id: textIn(call, 'id'), name: textIn(asked, 'name'), input, ...cachedAs(call) } as const;
    return [...thoughtParts(call), part];
  });
}

/** Where only text can stand. */
function refuseMedia({ content }: ChatMessage, path: string, provider: string): void {
  if (!Array.isArray(content)) return;
  for (const [at, { type }] of content.entries()) {
    if (type !== 'text') throw unsupportedType(type, `${path}.content[${at}]`, provider);
  }
}

function unsupportedType(type: string, path: string, provider: string): OpenAiError {
  const param = `${path}.type`;
  const message = `'${param}' is ${shown(type)}, which ${provider} does not take there; leave that part out.`;
  return invalidRequest(message, param, 'unsupported_parameter');
}
