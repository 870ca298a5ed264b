import type { JsonObject } from '../../http/json-body.ts';
import { objectIn } from '../../providers/json.ts';
import type { Block, ChatAnswer, ChatUsage } from '../chat-answer.ts';
import type { Refused, Stamp } from '../dialect.ts';

export type Status = 'in_progress' | 'completed' | 'incomplete' | 'failed';

/** A response in OpenAI's shape, before it says anything. What the request asked for comes back, as OpenAI does it. */
export function emptyResponse(body: JsonObject, { requestId, startedAt }: Stamp, answer: ChatAnswer): JsonObject {
  const { format = { type: 'text' }, verbosity = 'medium' } = objectIn(body, 'text');
  const { effort = null } = objectIn(body, 'reasoning');
  return {
    id: `resp_${requestId}`,
    object: 'response',
    created_at: Math.floor(startedAt / 1000),
    status: 'in_progress' satisfies Status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    model: answer.model ?? body.model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort, summary: null },
    // Whatever was asked for: nothing is kept.
    store: false,
    temperature: body.temperature ?? 1,
    text: { format, verbosity },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    ...((body.user ?? null) !== null && { user: body.user }),
    metadata: body.metadata ?? {},
  };
}

/** What is different once the answer is through. */
export function ending(answer: ChatAnswer, requestId: string, refused?: Refused): JsonObject {
  const status = refused === undefined ? statusOf(answer) : 'failed';
  const reason = answer.finish === 'length' ? 'max_output_tokens' : 'content_filter';
  return {
    status,
    error: refused === undefined ? null : { code: codeOf(refused), message: refused.error.message },
    incomplete_details: status === 'incomplete' ? { reason } : null,
    output: answer.blocks.map((block, at) => wholeItem(block, at, requestId, status === 'completed' ? status : 'incomplete')),
    ...(status !== 'failed' && { usage: usageOf(answer.usage) }),
  };
}

/** One of those that a response can fail with. */
const codeOf = ({ status }: Refused): string => (status === 429 ? 'rate_limit_exceeded' : 'server_error');

export const statusOf = ({ finish }: ChatAnswer): Status =>
  finish === 'length' || finish === 'content_filter' ? 'incomplete' : 'completed';

const PREFIXES: Readonly<Record<Block['kind'], string>> = { text: 'msg', refusal: 'msg', reasoning: 'rs', call: 'fc' };

export const itemId = ({ kind }: Block, at: number, requestId: string): string => `${PREFIXES[kind]}_${requestId}_${at}`;

/** An output item before its text. */
export function emptyItem(block: Block, at: number, requestId: string): JsonObject {
  const id = itemId(block, at, requestId);
  const status = 'in_progress' satisfies Status;
  switch (block.kind) {
    case 'call':
      return { id, type: 'function_call', status, call_id: block.id, name: block.name, arguments: '' };
    case 'reasoning':
      return { id, type: 'reasoning', status, summary: [], content: [] };
    default:
      return { id, type: 'message', status, role: 'assistant', content: [] };
  }
}

export function wholeItem(block: Block, at: number, requestId: string, status: Status): JsonObject {
  const item = { ...emptyItem(block, at, requestId), status };
  return block.kind === 'call' ? { ...item, arguments: argumentsOf(block) } : { ...item, content: [partOf(block, block.text)] };
}

/** Clients parse them, and some servers send none for a function without parameters. */
export const argumentsOf = ({ text }: Block): string => (text === '' ? '{}' : text);

/** The one content part of an item that is no call. */
export function partOf({ kind }: Block, text: string): JsonObject {
  switch (kind) {
    case 'reasoning':
      return { type: 'reasoning_text', text };
    case 'refusal':
      return { type: 'refusal', refusal: text };
    default:
      return { type: 'output_text', text, annotations: [], logprobs: [] };
  }
}

const usageOf = ({ input, cached, written, output, reasoning }: ChatUsage): JsonObject => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});
