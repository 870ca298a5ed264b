import type { JsonObject } from '../http/json-body.ts';
import type { Usage } from '../usage.ts';
import { openAiUsage, usageOf } from './counted.ts';
import type { FinishReason } from './finish-reason.ts';
import type { Piece, TokenCounts } from './pieces.ts';
import { type ThinkingBlock, Thoughts } from './thoughts.ts';

/** What all chunks of an answer have in common. */
export interface Stamp {
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  /** What the provider calls the model, unless its answer says otherwise. */
  readonly model: string;
}

export interface Completion {
  readonly body: JsonObject;
  readonly model: string;
  readonly usage: Usage;
}

interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly json: string;
  /** What was thought right before it, but after the first words or call. */
  readonly thoughts: readonly ThinkingBlock[];
}

/** OpenAI's `chat.completion` from the pieces of a whole answer. */
export function completionOf(pieces: readonly Piece[], stamp: Stamp, estimateInput: () => number): Completion {
  let { model } = stamp;
  let text = '';
  let reasoning = '';
  let finish: FinishReason = 'stop';
  let counts: TokenCounts = {};
  const tools = new Map<number, ToolCall>();
  const thoughts = new Thoughts();
  const before: ThinkingBlock[] = [];
  let between: ThinkingBlock[] = [];
  for (const piece of pieces) {
    const thought = thoughts.take(piece);
    if (thought !== undefined) (text === '' && tools.size === 0 ? before : between).push(thought);
    if (piece.kind === 'model') model = piece.name;
    else if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'reasoning') reasoning += piece.text;
    else if (piece.kind === 'tool') {
      tools.set(piece.block, { id: piece.id, name: piece.name, json: '', thoughts: between });
      between = [];
    } else if (piece.kind === 'finish') finish = piece.reason;
    else if (piece.kind === 'usage') counts = { ...counts, ...piece.counts };
    else if (piece.kind === 'arguments') {
      const tool = tools.get(piece.block);
      if (tool !== undefined) tools.set(piece.block, { ...tool, json: tool.json + piece.json });
    }
  }
  const thoughtFirst = [...before, ...between];
  const called = [...tools.values()];
  const calls = called.map(({ id, name, json }) => ({ id, type: 'function', function: { name, arguments: json } }));
  const bytes = Buffer.byteLength(text) + Buffer.byteLength(reasoning) + Buffer.byteLength(JSON.stringify(calls)) - 2;
  const usage = usageOf(counts, true, bytes, estimateInput);
  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...thinkingBlocks(thoughtFirst),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call, index) => ({ ...call, ...thinkingBlocks(called[index]?.thoughts ?? []) })),
    }),
  };
  return {
    model,
    usage,
    body: {
      id: stamp.id,
      object: 'chat.completion',
      created: stamp.created,
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      usage: openAiUsage(usage, counts),
    },
  };
}

const thinkingBlocks = (blocks: readonly ThinkingBlock[]): JsonObject => (blocks.length === 0 ? {} : { thinking_blocks: blocks });
