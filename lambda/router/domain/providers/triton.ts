import type { TritonBackend, TritonTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { type ChatMessage, type ContentPart, textOf } from '../openai/chat-message.ts';
import { countIn, textIn } from './json.ts';
import { NO_PIECES, type Piece } from './pieces.ts';
import type { Provider, ProviderCall, Question } from './provider.ts';
import { maxTokensOf, numberOf, refuseUnsupported, stopsOf, unsupported } from './support.ts';

const NAME = 'Triton';

/** TensorRT-LLM wants a limit; this one leaves room for the prompt in a context of 4096 tokens. */
const DEFAULT_MAX_TOKENS = 1024;

const SPEAKERS: Readonly<Partial<Record<ChatMessage['role'], string>>> = {
  system: 'System',
  developer: 'System',
  user: 'User',
  assistant: 'Assistant',
};

const STOP: readonly Piece[] = [{ kind: 'finish', reason: 'stop' }];

/** Reads the answers of Triton's generate and generate_stream. Every backend sends text; vLLM also tokens and a reason to stop. */
export const TRITON: Provider = {
  answer: (body) => [...STOP, ...piecesOf(body)],
  event: (_, data) => piecesOf(data),
  atClose: STOP,
  // A model that is not loaded, or not yet: nothing that a client could put right, and another upstream may have it.
  statuses: { 404: 503 },
  // Generate answers 400 to whatever goes wrong in a model. These are the words of the Python backend for one that died or threw an
  // exception, and of vLLM's for an engine that died; a prompt that is too long has others.
  outage: /"error":\s*"(Stub process |Failed to process the request\(s\) for model |Model is unavailable )/,
};

/** An error comes with status 200 when it comes late, and when a model gives several answers where generate wants one. */
function piecesOf(data: JsonObject): readonly Piece[] {
  if (typeof data.error === 'string') return [{ kind: 'error', status: 500, message: withoutTrace(data.error) }];
  const name = textIn(data, 'model_name');
  const input = countIn(data, 'num_input_tokens');
  const output = countIn(data, 'num_output_tokens');
  return [
    ...(name === '' ? NO_PIECES : [{ kind: 'model', name } as const]),
    { kind: 'text', text: textIn(data, 'text_output') },
    ...(data.finish_reason === 'length' ? [{ kind: 'finish', reason: 'length' } as const] : NO_PIECES),
    ...(input === undefined ? NO_PIECES : [{ kind: 'usage', counts: { input } } as const]),
    ...(output === undefined ? NO_PIECES : [{ kind: 'usage', counts: { output } } as const]),
  ];
}

/** The Python backend adds where in the model's code it happened; that concerns its operators, and stands in Triton's log. */
const withoutTrace = (message: string): string => message.split('\n\nAt:', 1)[0] ?? '';

/** What a chat asks for. */
interface Wishes {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly stops: readonly string[] | undefined;
  readonly stream: boolean;
}

/** A name that the model has no tensor for becomes a parameter of the request, and what the model does not know of those it ignores. */
const BODIES: Readonly<Record<TritonBackend, (wishes: Wishes) => JsonObject>> = {
  'tensorrt-llm': ({ prompt, maxTokens, temperature, topP, stops, stream }) => ({
    text_input: prompt,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    stop_words: stops,
    // Else the answer begins with the prompt.
    exclude_input_in_output: true,
    stream,
  }),
  vllm: ({ prompt, maxTokens, temperature, topP, stops, stream }) => ({
    text_input: prompt,
    // One text: parameters of a request cannot be lists, as stops are.
    sampling_parameters: JSON.stringify({ max_tokens: maxTokens, temperature, top_p: topP, stop: stops }),
    exclude_input_in_output: true,
    return_finish_reason: true,
    return_num_input_tokens: true,
    // Those of a stream count one event each.
    return_num_output_tokens: !stream,
    stream,
  }),
};

/** @throws OpenAiError 400 that names what Triton cannot be asked for */
export function tritonCall(target: TritonTarget, { chat, model: name }: Question): ProviderCall {
  if (target.embeddings) {
    throw invalidRequest(`The model '${name}' makes embeddings; ask it at /v1/embeddings.`, 'model', 'model_not_supported');
  }
  refuseUnsupported(chat, NAME, []);
  const body = BODIES[target.backend ?? 'tensorrt-llm']({
    prompt: promptOf(chat.messages),
    maxTokens: maxTokensOf(chat) ?? DEFAULT_MAX_TOKENS,
    temperature: numberOf(chat, 'temperature'),
    topP: numberOf(chat, 'top_p'),
    stops: stopsOf(chat),
    stream: chat.stream,
  });
  return { ...modelCall(target, chat.stream ? 'generate_stream' : 'generate'), body };
}

/** Where a model is asked. */
export function modelCall({ baseUrl, model, version }: TritonTarget, verb: string): Omit<ProviderCall, 'body'> {
  const place = `${encodeURIComponent(model)}${version === undefined ? '' : `/versions/${version}`}`;
  return { baseUrl, path: `/v2/models/${place}/${verb}`, headers: {}, providerModel: model };
}

/** `System: …`, `User: …`, `Assistant: …`, a blank line between, and `Assistant:` for the model to go on from. */
export function promptOf(messages: readonly ChatMessage[]): string {
  const said = messages.map((message, index) => {
    const path = `messages[${index}]`;
    const speaker = SPEAKERS[message.role];
    if (speaker === undefined) throw unsupported(`${path}.role`, NAME);
    const { tool_calls: calls } = message as ChatMessage & { readonly tool_calls?: readonly unknown[] | null };
    if (calls && calls.length > 0) throw unsupported(`${path}.tool_calls`, NAME);
    refuseMedia(message.content, path);
    return `${speaker}: ${textOf(message)}`;
  });
  return [...said, 'Assistant:'].join('\n\n');
}

function refuseMedia(content: ChatMessage['content'], path: string): void {
  const parts: readonly ContentPart[] = Array.isArray(content) ? content : [];
  const at = parts.findIndex(({ type }) => type !== 'text');
  if (at >= 0) throw unsupported(`${path}.content[${at}].type`, NAME);
}
