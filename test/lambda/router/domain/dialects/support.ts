import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { Dialect } from '../../../../../lambda/router/domain/dialects/dialect.ts';
import { DialectSink } from '../../../../../lambda/router/domain/dialects/dialect-sink.ts';
import { DONE_EVENT, dataEvent } from '../../../../../lambda/router/domain/upstream/sse.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

/** One chunk of a chat completion. */
export const chunk = (delta: object, finish: string | null = null): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-mini',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 9,
  total_tokens: 21,
  prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 1 },
  completion_tokens_details: { reasoning_tokens: 4 },
};

export const usageChunk = { ...chunk({}), choices: [], usage: USAGE };

/** The events of a stream that is whole. */
export const streamOf = (...chunks: readonly object[]): string => chunks.map(dataEvent).join('') + DONE_EVENT;

export const call = (index: number, id: string, name: string, json = ''): object => ({
  tool_calls: [{ index, id, type: 'function', function: { name, arguments: json } }],
});

export const more = (index: number, json: string): object => ({ tool_calls: [{ index, function: { arguments: json } }] });

export const completion = (message: object, finish: string): object => ({
  ...chunk({}),
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }],
  usage: USAGE,
});

interface Told {
  /** What the core writes. */
  readonly body: string | readonly Uint8Array[];
  /** What the client asked. */
  readonly request?: object;
  readonly type?: string;
}

/** Sends what the core writes through a dialect's sink. */
export function tell(dialect: Dialect, { body, request = {}, type }: Told): RecordingSink {
  const asked = { model: 'm', ...request };
  const client = new RecordingSink();
  const sink = new DialectSink({
    ...{ client, model: 'm', requestId: 'r1', headers: dialect.headers('r1') },
    stream: (asked as { readonly stream?: boolean }).stream === true,
    voice: dialect.voice(asked, { requestId: 'r1', startedAt: 1_000 }),
  });
  sink.start(200, { 'content-type': type ?? 'text/event-stream', 'x-request-id': 'r1' });
  for (const piece of typeof body === 'string' ? [body] : body) sink.write(piece);
  sink.finish();
  return client;
}

/** The JSON of every event, whose name must be its type. */
export const eventsOf = (text: string) =>
  text
    .split('\n\n')
    .slice(0, -1)
    .map((event) => {
      const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(event) ?? [];
      const value = JSON.parse(data ?? 'null');
      if (value.type !== name) throw new Error(`the event '${name}' holds a '${value.type}'`);
      return value;
    });

const answering = (text: string) => async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } });

/** What OpenAI's own client makes of a stream. */
export function readByOpenAi(text: string) {
  const client = new OpenAI({ apiKey: 'x', baseURL: 'http://unused', maxRetries: 0, fetch: answering(text) });
  return client.responses.stream({ model: 'm', input: 'hi' }).finalResponse();
}

/** What Anthropic's own client makes of a stream. */
export function readByAnthropic(text: string) {
  const client = new Anthropic({ authToken: 'x', baseURL: 'http://unused', maxRetries: 0, fetch: answering(text) });
  return client.messages.stream({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }).finalMessage();
}
