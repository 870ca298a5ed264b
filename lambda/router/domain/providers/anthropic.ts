import type { JsonObject } from '../http/json-body.ts';
import { countIn, objectIn, objectsIn, sumOfCounts, textIn } from './json.ts';
import { NO_PIECES, type Piece } from './pieces.ts';
import type { Provider } from './provider.ts';
import { stopPieces } from './stop-pieces.ts';

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
    ...stopPieces(textIn(message, 'stop_reason')),
    ...usagePieces(message),
  ],
  event: (_, data) => {
    switch (data.type) {
      case 'message_start':
        return [...modelPieces(objectIn(data, 'message')), ...usagePieces(objectIn(data, 'message'))];
      case 'content_block_start':
        return blockPieces(objectIn(data, 'content_block'), countIn(data, 'index') ?? 0);
      case 'content_block_stop':
        return [{ kind: 'closed' }];
      case 'content_block_delta':
        return deltaPieces(objectIn(data, 'delta'), countIn(data, 'index') ?? 0);
      case 'message_delta':
        return [...usagePieces(data), ...stopPieces(textIn(objectIn(data, 'delta'), 'stop_reason'))];
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
      return [{ kind: 'thinking' }, { kind: 'reasoning', text: textIn(block, 'thinking') }, ...signaturePieces(block)];
    case 'redacted_thinking':
      return [{ kind: 'redacted', data: textIn(block, 'data') }];
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
    case 'signature_delta':
      return signaturePieces(delta);
    case 'input_json_delta':
      return [{ kind: 'arguments', block: index, json: textIn(delta, 'partial_json') }];
    default:
      return NO_PIECES;
  }
}

/** A block that begins has none yet. */
const signaturePieces = (said: JsonObject): readonly Piece[] => {
  const signature = textIn(said, 'signature');
  return signature === '' ? NO_PIECES : [{ kind: 'signature', signature }];
};

const modelPieces = (message: JsonObject): readonly Piece[] => {
  const name = textIn(message, 'model');
  return name === '' ? NO_PIECES : [{ kind: 'model', name }];
};

function usagePieces(message: JsonObject): readonly Piece[] {
  const usage = objectIn(message, 'usage');
  const input = sumOfCounts(usage, 'input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens');
  const cached = countIn(usage, 'cache_read_input_tokens');
  const written = countIn(usage, 'cache_creation_input_tokens');
  const written1h = countIn(objectIn(usage, 'cache_creation'), 'ephemeral_1h_input_tokens');
  const output = countIn(usage, 'output_tokens');
  const reasoning = countIn(objectIn(usage, 'output_tokens_details'), 'thinking_tokens');
  const counts = {
    ...(input !== undefined && { input }),
    ...(cached !== undefined && { cached }),
    ...(written !== undefined && { written }),
    ...(written1h !== undefined && { written1h }),
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
