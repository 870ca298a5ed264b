import type { JsonObject } from '../http/json-body.ts';
import type { ServerEvent } from '../upstream/sse.ts';
import { finishReason } from './finish-reason.ts';
import { countIn, objectIn, objectsIn, sumOfCounts, textIn } from './json.ts';
import { NO_PIECES, type Piece } from './pieces.ts';
import type { Provider } from './provider.ts';

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
    ...stopPieces(body),
    ...usagePieces(body),
  ],
  event: ({ name }: ServerEvent, data) => {
    const block = countIn(data, 'contentBlockIndex') ?? 0;
    switch (name) {
      case 'contentBlockStart':
        return toolPieces(objectIn(objectIn(data, 'start'), 'toolUse'), block);
      case 'contentBlockDelta':
        return deltaPieces(objectIn(data, 'delta'), block);
      case 'messageStop':
        return stopPieces(data);
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
    ...reasoningPieces(objectIn(objectIn(content, 'reasoningContent'), 'reasoningText')),
    ...call,
    ...(call.length > 0 ? [{ kind: 'arguments', block, json: JSON.stringify(objectIn(toolUse, 'input')) } as const] : NO_PIECES),
  ];
}

const deltaPieces = (delta: JsonObject, block: number): readonly Piece[] => [
  ...textPieces(delta),
  ...reasoningPieces(objectIn(delta, 'reasoningContent')),
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

const reasoningPieces = (reasoning: JsonObject): readonly Piece[] =>
  reasoning.text === undefined ? NO_PIECES : [{ kind: 'reasoning', text: textIn(reasoning, 'text') }];

const stopPieces = (body: JsonObject): readonly Piece[] => {
  const reason = textIn(body, 'stopReason');
  return reason === '' ? NO_PIECES : [{ kind: 'finish', reason: finishReason(reason) }];
};

function usagePieces(body: JsonObject): readonly Piece[] {
  const usage = objectIn(body, 'usage');
  const input = sumOfCounts(usage, 'inputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens');
  const cached = countIn(usage, 'cacheReadInputTokens');
  const written = countIn(usage, 'cacheWriteInputTokens');
  const output = countIn(usage, 'outputTokens');
  if (input === undefined || output === undefined) return NO_PIECES;
  const counts = { input, output, ...(cached !== undefined && { cached }), ...(written !== undefined && { written }) };
  return [{ kind: 'usage', counts }];
}

function exceptionPiece(name: string, data: JsonObject): Piece {
  const status = (Object.hasOwn(EXCEPTION_STATUS, name) && EXCEPTION_STATUS[name]) || 500;
  return { kind: 'error', status, message: textIn(data, 'message') || textIn(data, 'Message') };
}
