import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { Turn, TurnPart } from './conversation.ts';
import type { Document, Image } from './conversation-media.ts';

const IMAGE_FORMATS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

const DOCUMENT_FORMATS: Readonly<Record<Document['mediaType'], string>> = { 'application/pdf': 'pdf', 'text/plain': 'txt' };

const MAX_NAME = 200;

/**
 * Messages of Converse.
 *
 * @param provider as in "Bedrock fetches no images"
 * @throws OpenAiError 400 that names the image which Bedrock does not take
 */
export function messagesOf(turns: readonly Turn[], provider: string): readonly JsonObject[] {
  const names = new Set<string>();
  return turns.map(({ role, parts }) => ({ role, content: parts.map((part) => blockOf(part, names, provider)) }));
}

function blockOf(part: TurnPart, names: Set<string>, provider: string): JsonObject {
  switch (part.kind) {
    case 'text':
      return { text: part.text };
    case 'image':
      return { image: imageOf(part.image, `${part.param}.image_url.url`, provider) };
    case 'document': {
      const { mediaType, base64, filename } = part.document;
      const name = freeName(filename, names);
      names.add(name);
      return { document: { format: DOCUMENT_FORMATS[mediaType], name, source: { bytes: base64 } } };
    }
    case 'call':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
    case 'result':
      return { toolResult: { toolUseId: part.id, content: [{ text: part.text }], ...(part.failed && { status: 'error' }) } };
  }
}

function imageOf(image: Image, param: string, provider: string): JsonObject {
  if ('url' in image) throw invalidRequest(`'${param}' must be a data URL: ${provider} fetches no images.`, param);
  const { mediaType, base64 } = image;
  const format = Object.hasOwn(IMAGE_FORMATS, mediaType) ? IMAGE_FORMATS[mediaType] : undefined;
  if (format === undefined) {
    throw invalidRequest(`'${param}' must be one of ${Object.keys(IMAGE_FORMATS).join(', ')}, not ${mediaType}.`, param);
  }
  return { format, source: { bytes: base64 } };
}

/** Bedrock wants a name for each document, no two alike, of letters, digits, hyphens, brackets and single blanks. */
function freeName(filename: string | undefined, taken: ReadonlySet<string>): string {
  const said = filename ?? '';
  const base =
    said
      .replace(/[^A-Za-z0-9()[\]-]+/g, ' ')
      .trim()
      .slice(0, MAX_NAME - 8)
      .trim() || 'document';
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base} ${number}`;
  return name;
}
