import assert from 'node:assert/strict';
import OpenAI from 'openai';
import type { Harness } from '../support/harness.ts';
import { errorOf, jsonOf } from './answer.ts';
import type { TritonSetup } from './setup.ts';

const EMBEDDINGS = '/embeddings';

interface EmbeddingList {
  readonly object: string;
  readonly model: string;
  readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

const TEXTS = ['The weather is lovely today.', "It's so sunny outside!", 'He drove to the stadium.'];

/** Similarities of TEXTS by all-MiniLM-L6-v2, as the documentation of sentence-transformers prints them. */
const PUBLISHED = { weatherAndSun: 0.666, weatherAndStadium: 0.1046, sunAndStadium: 0.1411 };

const product = (a: readonly number[] = [], b: readonly number[] = []) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.0005, `${actual} is not ${expected}`);

/** Embeddings over KServe's infer, by the real all-MiniLM-L6-v2. */
export async function testEmbeddings({ check }: Harness, { ask, platform }: TritonSetup): Promise<void> {
  await check('a batch of texts becomes the vectors that sentence-transformers makes of them', async () => {
    const list = jsonOf<EmbeddingList>(await ask(EMBEDDINGS, { model: 'minilm', input: TEXTS }), 200);
    const [weather, sun, stadium] = list.data.map(({ embedding }) => embedding);
    assert.deepEqual([list.object, list.model, weather?.length], ['list', 'minilm', 384]);
    near(product(weather, weather), 1);
    near(product(weather, sun), PUBLISHED.weatherAndSun);
    near(product(weather, stadium), PUBLISHED.weatherAndStadium);
    near(product(sun, stadium), PUBLISHED.sunAndStadium);
    assert.deepEqual(
      list.data.map(({ index }) => index),
      [0, 1, 2],
    );
    assert.ok(list.usage.prompt_tokens > 0 && list.usage.prompt_tokens === list.usage.total_tokens);
  });
  await check("OpenAI's client, which asks for base64, reads the same vectors", async () => {
    const client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
    const { data } = await client.embeddings.create({ model: 'minilm', input: TEXTS });
    const plain = jsonOf<EmbeddingList>(await ask(EMBEDDINGS, { model: 'minilm', input: TEXTS, encoding_format: 'float' }), 200);
    for (const [at, { embedding }] of data.entries()) near(product(embedding, plain.data[at]?.embedding), 1);
  });
  await check('64 texts of all scripts are one request', async () => {
    const input = Array.from({ length: 64 }, (_, at) => `${at} Käse, 天気, "quoted"\n\u0001 🦩`);
    const { data } = jsonOf<EmbeddingList>(await ask(EMBEDDINGS, { model: 'minilm', input }), 200);
    assert.equal(data.length, 64);
    near(product(data[63]?.embedding, data[63]?.embedding), 1);
  });
  await check("more texts than the model's batch are refused in Triton's words", async () => {
    const { message } = errorOf(await ask(EMBEDDINGS, { model: 'minilm', input: Array(65).fill('x') }), 400);
    assert.match(message, /batch-size must be <= 64/);
  });
  await check('dimensions and lists of tokens are refused by name', async () => {
    assert.equal(errorOf(await ask(EMBEDDINGS, { model: 'minilm', input: 'x', dimensions: 8 }), 400).param, 'dimensions');
    assert.equal(errorOf(await ask(EMBEDDINGS, { model: 'minilm', input: [[1, 2]] }), 400).param, 'input');
  });
  await check('a tensor that the model does not have is told', async () => {
    assert.match(errorOf(await ask(EMBEDDINGS, { model: 'minilm-misnamed', input: 'x' }), 400).message, /WORDS/);
  });
  await check('a chat model makes no embeddings, and an embedding model does not chat', async () => {
    assert.equal(errorOf(await ask(EMBEDDINGS, { model: 'words', input: 'x' }), 400).code, 'model_not_supported');
    const chat = { model: 'minilm', messages: [{ role: 'user', content: 'hi' }] };
    assert.equal(errorOf(await ask('/chat/completions', chat), 400).code, 'model_not_supported');
  });
}
