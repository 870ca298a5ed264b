import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { expectError, expectJson, type Gateway, type GatewayAnswer } from './gateway.ts';

/** Text that must stand in answers only: never in a log or a usage row. */
export const PROMPT = 'seven grey herons stand in the shallows';

/** An answered request, as its usage row must tell of it. */
export interface Billed {
  readonly requestId: string;
  readonly tenant: string;
  readonly operation: string;
  /** Undefined where the answer does not say. */
  readonly tokens: { readonly input: number; readonly output: number } | undefined;
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens?: number;
}

interface ChatAnswer {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly usage: Usage;
}

interface EmbeddingAnswer {
  readonly data: readonly { readonly embedding: readonly number[] }[];
  readonly usage: Usage;
}

const CHAT = '/v1/chat/completions';
const chat = (model: string, stream: boolean) => JSON.stringify({ model, stream, messages: [{ role: 'user', content: PROMPT }] });

/** What a client sees of one region. @returns the requests that cost something */
export async function testRequests({ check }: Harness, gateway: Gateway, key: string): Promise<readonly Billed[]> {
  const { region, ask } = gateway;
  const billed: Billed[] = [];
  const bill = ({ headers }: GatewayAnswer, operation: string, usage?: Usage) =>
    billed.push({
      requestId: headers.get('x-request-id') ?? '',
      tenant: 'default',
      operation,
      tokens: usage && { input: usage.prompt_tokens, output: usage.completion_tokens ?? 0 },
    });

  await check(`${region}: health is answered without a key`, async () => {
    assert.equal((await ask('GET', '/healthz')).status, 200);
  });
  await check(`${region}: a good key lists the models`, async () => {
    const { data } = expectJson<{ data: { id: string }[] }>(await ask('GET', '/v1/models', { key }), 200);
    assert.ok(data.some(({ id }) => id === 'echo'));
    expectJson(await ask('GET', '/v1/models/echo', { key }), 200);
  });
  await check(`${region}: a good key gets a chat answer`, async () => {
    const answer = await ask('POST', CHAT, { key, body: chat('echo', false) });
    const { choices, usage } = expectJson<ChatAnswer>(answer, 200);
    assert.ok(choices[0]?.message.content.includes(PROMPT), answer.text);
    bill(answer, 'chat.completions', usage);
  });
  await check(`${region}: a streamed chat is answered, in one piece as the emulator cannot stream`, async () => {
    const answer = await ask('POST', CHAT, { key, body: chat('echo', true) });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.ok(answer.text.endsWith('data: [DONE]\n\n'), answer.text);
    bill(answer, 'chat.completions');
  });
  await check(`${region}: a good key gets embeddings`, async () => {
    const answer = await ask('POST', '/v1/embeddings', {
      key,
      body: JSON.stringify({ model: 'hashing-embedder', input: PROMPT }),
    });
    const { data, usage } = expectJson<EmbeddingAnswer>(answer, 200);
    assert.ok((data[0]?.embedding.length ?? 0) > 0, answer.text);
    bill(answer, 'embeddings', usage);
  });
  await check(`${region}: a bad key and no key are refused`, async () => {
    const changed = key.replace(/.{8}$/, 'AAAAAAAA');
    for (const bad of [changed, 'sk-nonsense', undefined]) {
      expectError(await ask('POST', CHAT, { body: chat('echo', false), ...(bad !== undefined && { key: bad }) }), 401, 403);
    }
  });
  await check(`${region}: malformed JSON is a 400`, async () => {
    expectError(await ask('POST', CHAT, { key, body: '{"model":' }), 400);
  });
  await check(`${region}: an unknown model is a 404`, async () => {
    expectError(await ask('POST', CHAT, { key, body: chat('no-such-model', false) }), 404);
  });
  return billed;
}

/** A tenant that may not be served here, though its key is good everywhere. */
export async function testResidency({ check }: Harness, away: Gateway, home: Gateway, key: string): Promise<void> {
  await check(`a key of a tenant that stays in ${home.region} is refused in ${away.region} and good at home`, async () => {
    expectError(await away.ask('GET', '/v1/models', { key }), 403);
    expectJson(await home.ask('GET', '/v1/models', { key }), 200);
  });
}
