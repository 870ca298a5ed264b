import type { TritonTarget } from '../../contract/targets.ts';
import { type ChatMessage, type ContentPart, textOf } from '../openai/chat-message.ts';
import { textIn } from './json.ts';
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

/** Reads the answers of Triton's generate and generate_stream. They hold text and nothing else: no usage, no reason to stop. */
export const TRITON: Provider = {
  answer: (body) => [...modelPieces(textIn(body, 'model_name')), { kind: 'text', text: textIn(body, 'text_output') }, ...STOP],
  event: (_, data) => {
    if (typeof data.error === 'string') return [{ kind: 'error', status: 500, message: data.error }];
    return [...modelPieces(textIn(data, 'model_name')), { kind: 'text', text: textIn(data, 'text_output') }];
  },
  atClose: STOP,
  statuses: {},
};

const modelPieces = (name: string): readonly Piece[] => (name === '' ? NO_PIECES : [{ kind: 'model', name }]);

/** @throws OpenAiError 400 that names what Triton cannot be asked for */
export function tritonCall({ baseUrl, model, version }: TritonTarget, { chat }: Question): ProviderCall {
  refuseUnsupported(chat, NAME, []);
  const temperature = numberOf(chat, 'temperature');
  const topP = numberOf(chat, 'top_p');
  const stops = stopsOf(chat);
  const place = `${encodeURIComponent(model)}${version === undefined ? '' : `/versions/${version}`}`;
  return {
    baseUrl,
    path: `/v2/models/${place}/${chat.stream ? 'generate_stream' : 'generate'}`,
    headers: {},
    providerModel: model,
    body: {
      text_input: promptOf(chat.messages),
      max_tokens: maxTokensOf(chat) ?? DEFAULT_MAX_TOKENS,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(stops && { stop_words: stops }),
      // Else some backends repeat the prompt before the answer.
      exclude_input_in_output: true,
      stream: chat.stream,
    },
  };
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
