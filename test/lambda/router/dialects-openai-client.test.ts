import OpenAI from 'openai';
import { eventually } from '../../support/eventually.ts';
import { usageRows } from '../../support/usage-rows.ts';
import { CALL, type ScriptedPlatform, startScriptedPlatform, WEATHER } from './support/scripted-platform.ts';

// The official client against the local platform, in front of the echo model and of an OpenAI-compatible upstream.

let platform: ScriptedPlatform;
let openai: OpenAI;

beforeAll(async () => {
  platform = await startScriptedPlatform();
  openai = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
}, 30_000);
afterAll(() => platform.stop());

const tools: OpenAI.Responses.Tool[] = [{ type: 'function', name: 'weather', parameters: WEATHER, strict: false }];
const output = [
  { type: 'message', content: [{ type: 'output_text', text: 'Let me see.' }] },
  { type: 'function_call', call_id: 'call-1', name: 'weather', arguments: '{"city":"Oslo"}' },
];

test('a response of the echo model', async () => {
  const response = await openai.responses.create({ model: 'echo', input: 'Hello there', instructions: 'Be brief.' });
  expect(response.output_text).toContain('Hello there');
  expect(response).toMatchObject({ status: 'completed', store: false, instructions: 'Be brief.' });
  const row = await eventually(() =>
    usageRows(platform.stateFolder).find(({ requestId }) => response.id === `resp_${requestId}`),
  );
  expect(row).toMatchObject({ inputTokens: response.usage?.input_tokens, outputTokens: response.usage?.output_tokens });
});

test('a stream of the echo model, event by event and put together, says the same', async () => {
  const request = { model: 'echo', input: 'Hello there' };
  const whole = await openai.responses.create(request);
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of await openai.responses.create({ ...request, stream: true })) events.push(event);
  const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : [])).join('');
  expect(text).toBe(whole.output_text);
  const final = await openai.responses.stream(request).finalResponse();
  expect([final.output_text, final.usage]).toEqual([whole.output_text, whole.usage]);
});

test('a tool is called, whole and streamed, and its result goes back', async () => {
  const request = { model: 'tools', input: 'Weather in Oslo?', tools };
  const whole = await openai.responses.create(request);
  const streamed = await openai.responses.stream(request).finalResponse();
  for (const response of [whole, streamed]) expect(response).toMatchObject({ output, status: 'completed' });
  expect(streamed.usage).toEqual(whole.usage);

  const result: OpenAI.Responses.ResponseInputItem = { type: 'function_call_output', call_id: 'call-1', output: '3 degrees' };
  const input = [{ role: 'user', content: 'Weather in Oslo?' }, ...whole.output, result] as OpenAI.Responses.ResponseInput;
  await openai.responses.create({ model: 'tools', input, tools });
  expect(platform.asked().messages).toEqual([
    { role: 'user', content: 'Weather in Oslo?' },
    { role: 'assistant', content: 'Let me see.', tool_calls: [CALL] },
    { role: 'tool', tool_call_id: 'call-1', content: '3 degrees' },
  ]);
});

test('a stream that dies raises an error that says so', async () => {
  const final = openai.responses.stream({ model: 'dying', input: 'Hi' }).finalResponse();
  await expect(final).rejects.toThrow(/no complete answer/);
});

test('an upstream that is busy', async () => {
  const error = await openai.responses.create({ model: 'busy', input: 'Hi' }).catch((raised: unknown) => raised);
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('77');
});

test('who goes on from an earlier response is told how to', async () => {
  const again = openai.responses.create({ model: 'echo', input: 'Hi', previous_response_id: 'resp_1' });
  await expect(again).rejects.toThrow(/'previous_response_id' must be left out: responses are not stored here/);
});

test('the description of the API is there for everybody', async () => {
  const response = await fetch(new URL('/openapi.json', platform.url));
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ openapi: '3.1.1' })]);
});
