import type { TranslatedTarget } from '../../../../lambda/router/contract/targets.ts';
import { awsEvent, awsException } from './bedrock-stream.ts';

type Chunk = string | Buffer;

/** What one provider says in each case of the contract, written by hand after its documentation. */
export interface ProviderCase {
  readonly name: TranslatedTarget['kind'];
  readonly target: (baseUrl: string) => TranslatedTarget;
  readonly streamType: string;
  readonly paths: { readonly whole: string; readonly stream: string };
  /** Says `Hello.`, cost 12 tokens in, 3 of them cached, and 9 out. */
  readonly whole: object;
  /** The same as a stream. */
  readonly stream: readonly Chunk[];
  /** The first words of a stream. */
  readonly begun: readonly Chunk[];
  /** What a provider sends that gives up, and the status that this has before the first word. */
  readonly error: { readonly event: Chunk; readonly status: number };
  readonly refusal: object;
  /** Calls `weather` with `{"city":"Köln"}`. @default - the provider knows no tools */
  readonly tool?: { readonly whole: object; readonly stream: readonly Chunk[] };
  /** Whether it counts tokens. */
  readonly counts: boolean;
}

const sse = (data: { readonly type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const ANTHROPIC_USAGE = { input_tokens: 7, cache_read_input_tokens: 3, cache_creation_input_tokens: 2 };

const anthropicStart = sse({
  type: 'message_start',
  ...{ message: { model: 'claude-x-1', content: [], usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } } },
});
const anthropicEnd = (reason: string): readonly string[] => [
  sse({ type: 'message_delta', ...{ delta: { stop_reason: reason }, usage: { output_tokens: 9 } } }),
  sse({ type: 'message_stop' }),
];
const anthropicText = (text: string): string =>
  sse({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text } } });
const anthropicJson = (json: string): string =>
  sse({ type: 'content_block_delta', ...{ index: 1, delta: { type: 'input_json_delta', partial_json: json } } });

const anthropicBegun = [
  anthropicStart,
  sse({ type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } }),
  sse({ type: 'ping' }),
  anthropicText('Hel'),
];

const anthropic: ProviderCase = {
  name: 'anthropic',
  target: (baseUrl) => ({ kind: 'anthropic', baseUrl, model: 'claude-x', apiKey: { secret: 'anthropic/api-key' } }),
  streamType: 'text/event-stream; charset=utf-8',
  paths: { whole: '/v1/messages', stream: '/v1/messages' },
  whole: {
    model: 'claude-x-1',
    content: [{ type: 'text', text: 'Hello.' }],
    stop_reason: 'end_turn',
    usage: { ...ANTHROPIC_USAGE, output_tokens: 9 },
  },
  begun: anthropicBegun,
  stream: [...anthropicBegun, anthropicText('lo.'), sse({ type: 'content_block_stop' }), ...anthropicEnd('end_turn')],
  error: { event: sse({ type: 'error', ...{ error: { type: 'overloaded_error', message: 'Overloaded' } } }), status: 503 },
  refusal: { type: 'error', error: { type: 'invalid_request_error', message: 'no such thing' } },
  tool: {
    whole: {
      model: 'claude-x-1',
      content: [{ type: 'tool_use', id: 'call-1', name: 'weather', input: { city: 'Köln' } }],
      stop_reason: 'tool_use',
      usage: { ...ANTHROPIC_USAGE, output_tokens: 9 },
    },
    stream: [
      anthropicStart,
      sse({
        type: 'content_block_start',
        ...{ index: 1, content_block: { type: 'tool_use', id: 'call-1', name: 'weather', input: {} } },
      }),
      anthropicJson('{"city":'),
      anthropicJson('"Köln"}'),
      ...anthropicEnd('tool_use'),
    ],
  },
  counts: true,
};

const BEDROCK_USAGE = { inputTokens: 7, cacheReadInputTokens: 3, cacheWriteInputTokens: 2, outputTokens: 9, totalTokens: 21 };
const bedrockDelta = (delta: object, contentBlockIndex = 0): Buffer =>
  awsEvent('contentBlockDelta', { contentBlockIndex, delta });
const bedrockEnd = (stopReason: string): readonly Buffer[] => [
  awsEvent('messageStop', { stopReason }),
  awsEvent('metadata', { usage: BEDROCK_USAGE, metrics: { latencyMs: 1 } }),
];
const bedrockWhole = (content: readonly object[], stopReason: string): object => ({
  output: { message: { role: 'assistant', content } },
  stopReason,
  usage: BEDROCK_USAGE,
});
const bedrockBegun = [awsEvent('messageStart', { role: 'assistant' }), bedrockDelta({ text: 'Hel' })];

const bedrock: ProviderCase = {
  name: 'bedrock',
  target: () => ({ kind: 'bedrock', modelId: 'eu.amazon.nova-lite-v1:0' }),
  streamType: 'application/vnd.amazon.eventstream',
  paths: {
    whole: '/model/eu.amazon.nova-lite-v1%3A0/converse',
    stream: '/model/eu.amazon.nova-lite-v1%3A0/converse-stream',
  },
  whole: bedrockWhole([{ text: 'Hello.' }], 'end_turn'),
  begun: bedrockBegun,
  stream: [...bedrockBegun, bedrockDelta({ text: 'lo.' }), awsEvent('contentBlockStop', {}), ...bedrockEnd('end_turn')],
  error: { event: awsException('serviceUnavailableException', { message: 'Try later' }), status: 503 },
  refusal: { message: 'no such thing' },
  tool: {
    whole: bedrockWhole([{ toolUse: { toolUseId: 'call-1', name: 'weather', input: { city: 'Köln' } } }], 'tool_use'),
    stream: [
      awsEvent('messageStart', { role: 'assistant' }),
      awsEvent('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'call-1', name: 'weather' } } }),
      bedrockDelta({ toolUse: { input: '{"city":' } }, 1),
      bedrockDelta({ toolUse: { input: '"Köln"}' } }, 1),
      ...bedrockEnd('tool_use'),
    ],
  },
  counts: true,
};

const tritonEvent = (data: object): string => `data: ${JSON.stringify({ model_name: 'llama', model_version: '1', ...data })}\n\n`;

const triton: ProviderCase = {
  name: 'triton',
  target: (baseUrl) => ({ kind: 'triton', baseUrl, model: 'llama', version: 2 }),
  streamType: 'text/event-stream; charset=utf-8',
  paths: { whole: '/v2/models/llama/versions/2/generate', stream: '/v2/models/llama/versions/2/generate_stream' },
  whole: { model_name: 'llama', model_version: '1', text_output: 'Hello.' },
  begun: [tritonEvent({ text_output: 'Hel' })],
  stream: [tritonEvent({ text_output: 'Hel' }), tritonEvent({ text_output: 'lo.' })],
  error: { event: tritonEvent({ error: 'out of memory' }), status: 500 },
  refusal: { error: 'no such thing' },
  counts: false,
};

export const PROVIDER_CASES: readonly ProviderCase[] = [anthropic, bedrock, triton];
