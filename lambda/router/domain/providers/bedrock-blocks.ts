import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { cachePoint, isClaude } from './bedrock-cache.ts';
import { DOCUMENT_FORMATS, IMAGE_FORMATS } from './bedrock-formats.ts';
import type { Thought } from './conversation-marks.ts';
import type { Image } from './conversation-media.ts';
import type { ImagePart, Instruction, ResultPart, Turn, TurnPart } from './conversation-parts.ts';

const MAX_NAME = 200;

/** Bedrock refuses texts that are blank. */
const NO_TEXT = '(empty)';

/** What the blocks of one request have in common. */
interface Asked {
  /** As in "Bedrock fetches no images". */
  readonly provider: string;
  readonly modelId: string;
  /** Those of its documents so far. */
  readonly names: Set<string>;
}

/**
 * Messages of Converse.
 *
 * @param provider as in "Bedrock fetches no images"
 * @throws OpenAiError 400 that names the image which Bedrock does not take
 */
export function messagesOf(turns: readonly Turn[], modelId: string, provider: string): readonly JsonObject[] {
  const asked: Asked = { provider, modelId, names: new Set() };
  return turns.map(({ role, parts }) => ({ role, content: parts.flatMap((part) => blocksOf(part, asked)) }));
}

/** The system prompts of Converse. */
export const systemOf = (system: readonly Instruction[], modelId: string): readonly JsonObject[] =>
  system.flatMap(({ text, cacheControl }) => [{ text }, ...cachePoint(cacheControl, modelId)]);

function blocksOf(part: TurnPart, asked: Asked): readonly JsonObject[] {
  // Only Claude's thoughts are signed, and no other model takes them.
  if (part.kind === 'thought') return isClaude(asked.modelId) ? [thoughtBlock(part.thought)] : [];
  const point = cachePoint(part.cacheControl, asked.modelId);
  // Bedrock takes no cache point right after a document.
  const between = part.kind === 'document' && point.length > 0 ? [{ text: '\n' }] : [];
  return [blockOf(part, asked), ...between, ...point];
}

function blockOf(part: Exclude<TurnPart, { readonly kind: 'thought' }>, asked: Asked): JsonObject {
  switch (part.kind) {
    case 'text':
      return { text: part.text };
    case 'image':
      return imageBlock(part, asked);
    case 'document': {
      const { mediaType, base64, filename } = part.document;
      const name = freeName(filename, asked.names);
      asked.names.add(name);
      return { document: { format: DOCUMENT_FORMATS[mediaType], name, source: { bytes: base64 } } };
    }
    case 'call':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
    case 'result':
      return { toolResult: { toolUseId: part.id, content: resultOf(part, asked), ...(part.failed && { status: 'error' }) } };
  }
}

function resultOf({ text, images }: ResultPart, asked: Asked): readonly JsonObject[] {
  const said = text.trim() === '' ? [] : [{ text }];
  const content = [...said, ...images.map((image) => imageBlock(image, asked))];
  return content.length === 0 ? [{ text: NO_TEXT }] : content;
}

const thoughtBlock = (thought: Thought): JsonObject => ({
  reasoningContent:
    'redacted' in thought
      ? { redactedContent: Buffer.from(thought.redacted).toString('base64') }
      : { reasoningText: { text: thought.text, signature: thought.signature } },
});

const imageBlock = ({ image, param }: ImagePart, { provider }: Asked): JsonObject => ({
  image: imageOf(image, `${param}.image_url.url`, provider),
});

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
