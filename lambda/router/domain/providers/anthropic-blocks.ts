import type { JsonObject } from '../http/json-body.ts';
import { cacheControlOf, type Thought } from './conversation-marks.ts';
import type { Document, Image } from './conversation-media.ts';
import type { Conversation, ResultPart, TurnPart } from './conversation-parts.ts';

/** Blocks where one ends what is to be cached, else one text. */
export function systemMember(system: Conversation['system']): JsonObject {
  if (system.length === 0) return {};
  const isText = system.every(({ cacheControl }) => cacheControl === undefined);
  return {
    system: isText ? system.map(({ text }) => text).join('\n\n') : system.map((said) => blockOf({ kind: 'text', ...said })),
  };
}

/** A content block. */
export const blockOf = (part: TurnPart): JsonObject => ({
  ...contentOf(part),
  ...(part.cacheControl && { cache_control: part.cacheControl }),
});

/** What a tool or a whole request says of the cache. */
export const cacheMember = (value: JsonObject): JsonObject => {
  const control = cacheControlOf(value);
  return control === undefined ? {} : { cache_control: control };
};

function contentOf(part: TurnPart): JsonObject {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return imageBlock(part.image);
    case 'document':
      return documentBlock(part.document);
    case 'call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'result':
      return { type: 'tool_result', tool_use_id: part.id, content: resultOf(part), ...(part.failed && { is_error: true }) };
    case 'thought':
      return thoughtBlock(part.thought);
  }
}

function imageBlock(image: Image): JsonObject {
  const source =
    'url' in image ? { type: 'url', url: image.url } : { type: 'base64', media_type: image.mediaType, data: image.base64 };
  return { type: 'image', source };
}

function resultOf({ text, images }: ResultPart): string | readonly JsonObject[] {
  if (images.length === 0) return text;
  return [...(text.trim() === '' ? [] : [{ type: 'text', text }]), ...images.map(blockOf)];
}

const thoughtBlock = (thought: Thought): JsonObject =>
  'redacted' in thought
    ? { type: 'redacted_thinking', data: thought.redacted }
    : { type: 'thinking', thinking: thought.text, signature: thought.signature };

function documentBlock({ mediaType, base64, filename }: Document): JsonObject {
  const source =
    mediaType === 'text/plain'
      ? { type: 'text', media_type: mediaType, data: Buffer.from(base64, 'base64').toString() }
      : { type: 'base64', media_type: mediaType, data: base64 };
  return { type: 'document', source, ...(filename !== undefined && { title: filename }) };
}
