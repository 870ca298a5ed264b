import type { JsonObject } from '../../http/json-body.ts';
import type { FinishReason } from '../../providers/finish-reason.ts';
import { jsonObject } from '../../providers/json.ts';
import type { Block, ChatAnswer } from '../chat-answer.ts';

/** The other way round stands in the provider's table. A chat does not say which stop sequence it met, so that is an `end_turn`. */
const STOP_REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

/** A message in Anthropic's shape. */
export const messageOf = (answer: ChatAnswer, id: string, model: unknown): JsonObject => ({
  ...emptyMessage(answer, id, model),
  content: answer.blocks.map(wholeBlock),
  ...ending(answer),
});

/** As a stream begins. */
export const emptyMessage = (answer: ChatAnswer, id: string, model: unknown): JsonObject => ({
  id,
  type: 'message',
  role: 'assistant',
  model: answer.model ?? model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: usageOf(answer),
});

/** Why it stops, and what it took. */
export const ending = (answer: ChatAnswer): JsonObject => ({
  stop_reason: stopReason(answer),
  stop_sequence: null,
  usage: usageOf(answer),
});

/** A block before its text. Thoughts of models that sign none have an empty signature: clients want the member. */
export function emptyBlock(block: Block): JsonObject {
  switch (block.kind) {
    case 'call':
      return { type: 'tool_use', id: block.id, name: block.name, input: {} };
    case 'reasoning':
      if (block.redacted !== undefined) return { type: 'redacted_thinking', data: block.redacted };
      return { type: 'thinking', thinking: '', signature: '' };
    default:
      return { type: 'text', text: '', citations: null };
  }
}

/** What comes to a block while it is open. */
export function deltaOf(block: Block, text: string): JsonObject {
  switch (block.kind) {
    case 'call':
      return { type: 'input_json_delta', partial_json: text };
    case 'reasoning':
      return { type: 'thinking_delta', thinking: text };
    default:
      return { type: 'text_delta', text };
  }
}

function wholeBlock(block: Block): JsonObject {
  if (block.kind === 'reasoning') {
    const { text, signature = '', redacted } = block;
    return { ...emptyBlock(block), ...(redacted === undefined && { thinking: text, signature }) };
  }
  if (block.kind !== 'call') return { ...emptyBlock(block), text: block.text };
  // Arguments that were cut off, or that a model wrote wrongly, are shown as they are rather than lost.
  return { ...emptyBlock(block), input: jsonObject(block.text || '{}') ?? { invalid_json: block.text } };
}

function stopReason({ finish, blocks }: ChatAnswer): string {
  const kinds = blocks.map(({ kind }) => kind);
  if (kinds.includes('refusal')) return STOP_REASONS.content_filter;
  // Some servers end with 'stop' after a call.
  if (finish === 'stop' && kinds.includes('call')) return STOP_REASONS.tool_calls;
  return STOP_REASONS[finish ?? 'stop'];
}

/** Anthropic counts what was read from the cache, or written to it, apart. */
const usageOf = ({ usage: { input, cached, written, output } }: ChatAnswer): JsonObject => ({
  input_tokens: Math.max(0, input - cached - written),
  cache_creation_input_tokens: written,
  cache_read_input_tokens: cached,
  output_tokens: output,
});
