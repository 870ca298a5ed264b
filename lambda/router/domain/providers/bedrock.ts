import type { JsonObject } from '../http/json-body.ts';
import { isString } from '../openai/fields.ts';
import type { ServerEvent } from '../upstream/sse.ts';
import { countIn, objectIn, objectsIn, sumOfCounts, textIn } from './json.ts';
import { NO_PIECES, type Piece } from './pieces.ts';
import type { Provider } from './provider.ts';
import { stopPieces } from './stop-pieces.ts';

/** Statuses of the exceptions that can come in the middle of a stream. */
const EXCEPTION_STATUS: Readonly<Record<string, number>> = {
  validationException: 400,
  throttlingException: 429,
  internalServerException: 500,
  modelStreamErrorException: 502,
  serviceUnavailableException: 503,
  modelTimeoutException: 504,
};

/** Reads the answers of Bedrock's Converse and ConverseStream. */
export const BEDROCK: Provider = {
  answer: (body) => [
    ...objectsIn(objectIn(objectIn(body, 'output'), 'message'), 'content').flatMap(blockPieces),
    ...stopPieces(textIn(body, 'stopReason')),
    ...usagePieces(body),
  ],
  event: ({ name }: ServerEvent, data) => {
    const block = countIn(data, 'contentBlockIndex') ?? 0;
    switch (name) {
      case 'contentBlockStart':
        return toolPieces(objectIn(objectIn(data, 'start'), 'toolUse'), block);
      case 'contentBlockDelta':
        return deltaPieces(objectIn(data, 'delta'), block);
      case 'contentBlockStop':
        return [{ kind: 'closed' }];
      case 'messageStop':
        return stopPieces(textIn(data, 'stopReason'));
      case 'metadata':
        return usagePieces(data);
      default:
        return /(exception|error)$/i.test(name) ? [exceptionPiece(name, data)] : NO_PIECES;
    }
  },
  atClose: NO_PIECES,
  // 424: the model failed behind Bedrock's own door.
  statuses: { 424: 502 },
};

function blockPieces(content: JsonObject, block: number): readonly Piece[] {
  const toolUse = objectIn(content, 'toolUse');
  const call = toolPieces(toolUse, block);
  return [
    ...textPieces(content),
    ...thoughtPieces(objectIn(content, 'reasoningContent')),
    ...call,
    ...(call.length > 0 ? [{ kind: 'arguments', block, json: JSON.stringify(objectIn(toolUse, 'input')) } as const] : NO_PIECES),
  ];
}

const deltaPieces = (delta: JsonObject, block: number): readonly Piece[] => [
  ...textPieces(delta),
  ...thoughtPieces(objectIn(delta, 'reasoningContent')),
  ...(delta.toolUse === undefined
    ? NO_PIECES
    : [{ kind: 'arguments', block, json: textIn(objectIn(delta, 'toolUse'), 'input') } as const]),
];

/** A tool with a type of its own, e.g. `server_tool_use`, runs at Amazon's and is not the client's to call. */
function toolPieces(toolUse: JsonObject, block: number): readonly Piece[] {
  const { toolUseId, type = 'tool_use' } = toolUse;
  if (toolUseId === undefined || type !== 'tool_use') return NO_PIECES;
  return [{ kind: 'tool', block, id: String(toolUseId), name: textIn(toolUse, 'name') }];
}

const textPieces = (content: JsonObject): readonly Piece[] =>
  content.text === undefined ? NO_PIECES : [{ kind: 'text', text: textIn(content, 'text') }];

/** Streams leave out `reasoningText`. What only the provider can read is a blob, in base64 once more than Anthropic writes it. */
function thoughtPieces(thought: JsonObject): readonly Piece[] {
  const { text, signature, redactedContent: redacted } = { ...thought, ...objectIn(thought, 'reasoningText') } as JsonObject;
  return [
    ...(isString(text) ? [{ kind: 'reasoning', text } as const] : NO_PIECES),
    ...(isString(signature) && signature !== '' ? [{ kind: 'signature', signature } as const] : NO_PIECES),
    ...(isString(redacted) ? [{ kind: 'redacted', data: Buffer.from(redacted, 'base64').toString() } as const] : NO_PIECES),
  ];
}

function usagePieces(body: JsonObject): readonly Piece[] {
  const usage = objectIn(body, 'usage');
  const input = sumOfCounts(usage, 'inputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens');
  const cached = countIn(usage, 'cacheReadInputTokens');
  const written = countIn(usage, 'cacheWriteInputTokens');
  const output = countIn(usage, 'outputTokens');
  if (input === undefined || output === undefined) return NO_PIECES;
  const forAnHour = objectsIn(usage, 'cacheDetails').find(({ ttl }) => ttl === '1h');
  const written1h = forAnHour && countIn(forAnHour, 'inputTokens');
  const counts = {
    ...{ input, output },
    ...(cached !== undefined && { cached }),
    ...(written !== undefined && { written }),
    ...(written1h !== undefined && { written1h }),
  };
  return [{ kind: 'usage', counts }];
}

function exceptionPiece(name: string, data: JsonObject): Piece {
  const status = (Object.hasOwn(EXCEPTION_STATUS, name) && EXCEPTION_STATUS[name]) || 500;
  return { kind: 'error', status, message: textIn(data, 'message') || textIn(data, 'Message') };
}
