import OpenAI from 'openai';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform } from '../../support/local-platform.ts';
import { usageRows } from '../../support/usage-rows.ts';

let platform: LocalPlatform;
let client: OpenAI;

beforeAll(async () => {
  platform = await startPlatform();
  client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
}, 30_000);

afterAll(() => platform.stop());

const messages = [{ role: 'user', content: 'Hello there' }] as const;
const clientWith = (apiKey: string) => new OpenAI({ baseURL: platform.url, apiKey, maxRetries: 0 });

test('models are listed and found by name', async () => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['echo', 'hashing-embedder']));
  expect(await client.models.retrieve('echo')).toMatchObject({ id: 'echo', object: 'model' });
});

test('a chat is answered by a model that says it is an echo', async () => {
  const answer = await client.chat.completions.create({ model: 'echo', messages: [...messages] });
  expect(answer.choices[0]?.message.content).toContain('echo model');
  expect(answer.choices[0]?.message.content).toContain('Hello there');
  expect(answer.usage?.total_tokens).toBeGreaterThan(0);
});

test('a chat streams, with its usage at the end', async () => {
  const stream = await client.chat.completions.create({
    model: 'echo',
    messages: [...messages],
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toContain('Hello there');
  expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
});

test('texts are embedded, as base64 by default and as numbers when asked', async () => {
  const input = ['one text', 'another text'];
  const byDefault = await client.embeddings.create({ model: 'hashing-embedder', input });
  const floats = await client.embeddings.create({ model: 'hashing-embedder', input, encoding_format: 'float' });
  expect(byDefault.data).toHaveLength(2);
  const [first] = floats.data;
  expect(first?.embedding.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  expect(byDefault.data[0]?.embedding.length).toBe(first?.embedding.length);
  byDefault.data[0]?.embedding.forEach((value, i) => {
    expect(value).toBeCloseTo(first?.embedding[i] ?? Number.NaN, 6);
  });
});

test('the helper for structured streams understands the stream', async () => {
  const runner = client.chat.completions.stream({ model: 'echo', messages: [...messages] });
  expect((await runner.finalChatCompletion()).choices[0]?.finish_reason).toBe('stop');
});

test.each(['wrong', `sk-${'a'.repeat(16)}-${'b'.repeat(42)}A`, 'a.b.c'])('the key %j is refused with 401', async (key) => {
  const error = await clientWith(key)
    .models.list()
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(error).toMatchObject({ code: 'invalid_api_key', type: 'invalid_request_error', requestID: expect.stringMatching(/./) });
});

test('a changed key is refused though the right one was just let in', async () => {
  await client.models.list();
  const changed = platform.apiKey.slice(0, -2) + (platform.apiKey.at(-2) === 'A' ? 'B' : 'A') + platform.apiKey.slice(-1);
  await expect(clientWith(changed).models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

test('an unknown model is not found, in a chat and by name', async () => {
  const chat = client.chat.completions.create({ model: 'no-such-model', messages: [...messages] });
  await expect(chat).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  await expect(client.models.retrieve('org/no-such-model')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
});

test('each answered request has one row in the ledger, without its text', async () => {
  const words = 'unmistakable ledger words';
  const { id } = await client.chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: words }] });
  const row = await eventually(() => usageRows(platform.stateFolder).find(({ requestId }) => id === `chatcmpl-${requestId}`));
  expect(row).toMatchObject({ tenant: 'default', credential: 'api-key', model: 'echo', status: 200, region: 'us-east-1' });
  expect(row.principal).toBe(platform.apiKey.slice(3, 19));
  expect(JSON.stringify(usageRows(platform.stateFolder))).not.toContain('unmistakable');
  expect(platform.stdout()).not.toContain('unmistakable');
});

test('no key appears in the log', async () => {
  await client.models.list();
  const [, ...log] = platform.stdout().split('\n');
  expect(log.join('\n')).not.toContain(platform.apiKey.slice(20));
});
