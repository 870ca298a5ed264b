import { awsUpstream } from '../../../lambda/router/adapters/aws-upstream.ts';
import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import type { TranslatedTarget } from '../../../lambda/router/contract/targets.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { useAwsCredentials } from './support/aws-credentials.ts';
import { expectOpenAiError } from './support/errors.ts';
import { chatEvent } from './support/events.ts';
import { type MockUpstream, mockUpstream } from './support/mock-upstream.ts';
import { configOf, SkippingClock, testPorts } from './support/ports.ts';
import { type RecordedAnswer, recordedAnswers } from './support/provider-recordings.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { missing } from './support/recordings.ts';

useAwsCredentials();
const inner = undiciUpstream();
let mock: MockUpstream;
let playing: RecordedAnswer;

beforeAll(async () => {
  mock = await mockUpstream((response) => {
    response.writeHead(playing.status, { 'content-type': playing.contentType });
    response.end(playing.body);
  });
});
afterAll(async () => {
  await inner.close();
  await mock.close();
});

async function replay(recorded: RecordedAnswer, target: TranslatedTarget, stream: boolean) {
  playing = recorded;
  const upstream = awsUpstream(inner, { AWS_ENDPOINT_URL: new URL(mock.baseUrl).origin });
  const ports = testPorts({ upstream, clock: new SkippingClock(), config: configOf({ m: target }) });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent({ model: 'm', ...(stream && { stream, stream_options: { include_usage: true } }) }), sink);
  return { sink, rows: ports.ledger.rows };
}

/** What a client makes of an answer, whole or streamed. */
function readAnswer(text: string, stream: boolean) {
  if (!stream) {
    const { choices, usage } = JSON.parse(text);
    const [{ message, finish_reason: finish }] = choices;
    const calls = (message.tool_calls ?? []).map((call: ToolCall) => [call.function.name, call.function.arguments]);
    return { content: message.content ?? '', calls, finish, usage };
  }
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  const events = text.split('\n\n').slice(0, -2);
  const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)));
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const calls: [string, string][] = [];
  for (const call of choices.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const known = calls[call.index];
    if (known === undefined) calls[call.index] = [call.function.name, call.function.arguments];
    else known[1] += call.function.arguments;
  }
  return {
    content: choices.map(({ delta }) => delta.content ?? '').join(''),
    calls,
    finish: choices.at(-1)?.finish_reason,
    usage: chunks.at(-1)?.usage,
  };
}

interface ToolCall {
  readonly function: { readonly name: string; readonly arguments: string };
}

/** What a recorded whole answer says, read by other means than the router's. */
interface Said {
  readonly text: string;
  readonly calls: readonly (readonly [string, string])[];
  readonly tokens: number;
}

// biome-ignore lint/suspicious/noExplicitAny: recorded answers are of many shapes
const saidByAnthropic = ({ content, usage }: any): Said => ({
  // biome-ignore lint/suspicious/noExplicitAny: as above
  text: content.map((block: any) => (block.type === 'text' ? block.text : '')).join(''),
  // biome-ignore lint/suspicious/noExplicitAny: as above
  calls: content.flatMap((block: any) => (block.type === 'tool_use' ? [[block.name, JSON.stringify(block.input)]] : [])),
  tokens:
    usage.input_tokens + usage.output_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
});

// biome-ignore lint/suspicious/noExplicitAny: as above
const saidByBedrock = ({ output, usage }: any): Said => ({
  // biome-ignore lint/suspicious/noExplicitAny: as above
  text: output.message.content.map((block: any) => block.text ?? '').join(''),
  // biome-ignore lint/suspicious/noExplicitAny: as above
  calls: output.message.content.flatMap(({ toolUse }: any) =>
    toolUse === undefined || toolUse.type === 'server_tool_use' ? [] : [[toolUse.name, JSON.stringify(toolUse.input)]],
  ),
  tokens: usage.totalTokens,
});

const noCassettes = missing('api-cassettes');

test.each([
  ['anthropic', /^\/v1\/messages$/, saidByAnthropic],
  ['bedrock', /\/converse(-stream)?$/, saidByBedrock],
] as const)(
  `recorded answers of %s reach the client in OpenAI's shape, word for word${noCassettes}`,
  async (name, asked, said) => {
    const recordings = recordedAnswers(`test_${name}`, asked);
    const counts = { whole: 0, streams: 0, refusals: 0, calls: 0 };
    for (const recorded of recordings) {
      const target: TranslatedTarget =
        name === 'anthropic'
          ? { kind: 'anthropic', baseUrl: new URL(mock.baseUrl).origin }
          : { kind: 'bedrock', modelId: 'amazon.nova-micro-v1:0' };
      const stream = /event-?stream/.test(recorded.contentType);
      const { sink, rows } = await replay(recorded, target, stream);
      if (recorded.status !== 200) {
        counts.refusals += 1;
        expect([recorded.file, sink.status]).toEqual([recorded.file, recorded.status]);
        expectOpenAiError(sink.json);
        continue;
      }
      expect([recorded.file, sink.status]).toEqual([recorded.file, 200]);
      const answer = readAnswer(sink.text, stream);
      expect(answer.finish).toMatch(/^(stop|length|tool_calls|content_filter)$/);
      for (const [tool, json] of answer.calls) expect([tool, typeof JSON.parse(json)]).toEqual([tool, 'object']);
      expect(rows).toMatchObject([{ partial: false, usageSource: 'provider', inputTokens: answer.usage.prompt_tokens }]);
      counts.calls += answer.calls.length;
      if (stream) {
        counts.streams += 1;
        expect(answer.content.length + answer.calls.length).toBeGreaterThan(0);
        continue;
      }
      counts.whole += 1;
      const { text, calls, tokens } = said(JSON.parse(recorded.body.toString()));
      expect([answer.content, answer.calls, answer.usage.total_tokens]).toEqual([text, calls, tokens]);
    }
    console.log(`${name}: ${recordings.length} recorded answers replayed: ${JSON.stringify(counts)}`);
    expect(recordings.length > 0).toBe(noCassettes === '');
  },
);
