import type { JsonObject } from '../http/json-body.ts';
import { finishReason } from './finish-reason.ts';
import { countIn, objectIn, objectsIn, sumOfCounts, textIn } from './json.ts';
import { NO_PIECES, type Piece } from './pieces.ts';
import type { Provider } from './provider.ts';

/** Anthropic says that it is overloaded with a status of its own. */
const OVERLOADED = 529;

/** Statuses of the errors that can come in the middle of a stream. */
const ERROR_STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: OVERLOADED,
};

/** Reads the answers of Anthropic's Messages API. */
export const ANTHROPIC: Provider = {
  answer: (message) => [
    ...modelPieces(message),
    ...objectsIn(message, 'content').flatMap((block, index) => [
      ...blockPieces(block, index),
      ...(block.type === 'tool_use'
        ? [{ kind: 'arguments', block: index, json: JSON.stringify(objectIn(block, 'input')) } as const]
        : NO_PIECES),
    ]),
    ...stopPieces(message),
    ...usagePieces(message),
  ],
  event: (_, data) => {
    switch (data.type) {
      case 'message_start':
        return [...modelPieces(objectIn(data, 'message')), ...usagePieces(objectIn(data, 'message'))];
      case 'content_block_start':
        return blockPieces(objectIn(data, 'content_block'), countIn(data, 'index') ?? 0);
      case 'content_block_delta':
        return deltaPieces(objectIn(data, 'delta'), countIn(data, 'index') ?? 0);
      case 'message_delta':
        return [...usagePieces(data), ...stopPieces(objectIn(data, 'delta'))];
      case 'message_stop':
        return [{ kind: 'end' }];
      case 'error':
        return [errorPiece(objectIn(data, 'error'))];
      default:
        return NO_PIECES;
    }
  },
  atClose: NO_PIECES,
  statuses: { [OVERLOADED]: 503 },
};

/** A block of a whole answer, or the beginning of one in a stream. Tools that run at Anthropic's are not the client's to call. */
function blockPieces(block: JsonObject, index: number): readonly Piece[] {
  switch (block.type) {
    case 'text':
      return [{ kind: 'text', text: textIn(block, 'text') }];
    case 'thinking':
      return [{ kind: 'reasoning', text: textIn(block, 'thinking') }];
    case 'tool_use':
      return [{ kind: 'tool', block: index, id: textIn(block, 'id'), name: textIn(block, 'name') }];
    default:
      return NO_PIECES;
  }
}

function deltaPieces(delta: JsonObject, index: number): readonly Piece[] {
  switch (delta.type) {
    case 'text_delta':
      return [{ kind: 'text', text: textIn(delta, 'text') }];
    case 'thinking_delta':
      return [{ kind: 'reasoning', text: textIn(delta, 'thinking') }];
    case 'input_json_delta':
      return [{ kind: 'arguments', block: index, json: textIn(delta, 'partial_json') }];
    default:
      return NO_PIECES;
  }
}

const modelPieces = (message: JsonObject): readonly Piece[] => {
  const name = textIn(message, 'model');
  return name === '' ? NO_PIECES : [{ kind: 'model', name }];
};

const stopPieces = (message: JsonObject): readonly Piece[] => {
  const reason = textIn(message, 'stop_reason');
  return reason === '' ? NO_PIECES : [{ kind: 'finish', reason: finishReason(reason) }];
};

function usagePieces(message: JsonObject): readonly Piece[] {
  const usage = objectIn(message, 'usage');
  const input = sumOfCounts(usage, 'input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens');
  const cached = countIn(usage, 'cache_read_input_tokens');
  const written = countIn(usage, 'cache_creation_input_tokens');
  const output = countIn(usage, 'output_tokens');
  const reasoning = countIn(objectIn(usage, 'output_tokens_details'), 'thinking_tokens');
  const counts = {
    ...(input !== undefined && { input }),
    ...(cached !== undefined && { cached }),
    ...(written !== undefined && { written }),
    ...(output !== undefined && { output }),
    ...(reasoning !== undefined && { reasoning }),
  };
  return [{ kind: 'usage', counts }];
}

function errorPiece(error: JsonObject): Piece {
  const type = textIn(error, 'type');
  return {
    kind: 'error',
    status: (Object.hasOwn(ERROR_STATUS, type) && ERROR_STATUS[type]) || 500,
    message: textIn(error, 'message'),
  };
}
