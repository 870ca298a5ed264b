import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { jsonOf, streamOf } from './answer.ts';
import type { TritonSetup } from './setup.ts';

const CHAT = '/chat/completions';

interface Completion {
  readonly model: string;
  readonly choices: readonly { readonly message: { readonly content: string }; readonly finish_reason: string }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

const SENTENCE = 'one two three four five six';
const WORDS = ['one', ' two', ' three', ' four', ' five', ' six'];

const chat = (model: string, more: object = {}) => ({ model, messages: [{ role: 'user', content: SENTENCE }], ...more });

/** Chats over generate and generate_stream, with the tensors of both backends. */
export async function testChat({ check }: Harness, { ask, triton }: TritonSetup): Promise<void> {
  for (const model of ['words', 'words-1', 'vllm-words']) {
    await check(`${model}: a whole answer, without the prompt in it`, async () => {
      const { choices } = jsonOf<Completion>(await ask(CHAT, chat(model)), 200);
      assert.equal(choices[0]?.message.content, SENTENCE);
      assert.equal(choices[0]?.finish_reason, 'stop');
    });
    await check(`${model}: a stream comes word by word`, async () => {
      const { words, finish, done } = streamOf(await ask(CHAT, chat(model, { stream: true })));
      assert.deepEqual([words, finish, done], [WORDS, 'stop', true]);
    });
    await check(`${model}: the limit of tokens and stops reach the model`, async () => {
      const limited = jsonOf<Completion>(await ask(CHAT, chat(model, { max_tokens: 2 })), 200);
      assert.equal(limited.choices[0]?.message.content, 'one two');
      const stopped = jsonOf<Completion>(await ask(CHAT, chat(model, { stop: ['nine', 'four'] })), 200);
      assert.equal(stopped.choices[0]?.message.content, 'one two three');
      const stream = streamOf(await ask(CHAT, chat(model, { stream: true, max_tokens: 3, stop: 'nine' })));
      assert.deepEqual(stream.words, WORDS.slice(0, 3));
    });
    await check(`${model}: temperature and top_p reach the model`, async () => {
      jsonOf<Completion>(await ask(CHAT, chat(model, { temperature: 0.5, top_p: 0.25 })), 200);
      assert.equal(
        triton
          .log()
          .match(/words: temperature.*/g)
          ?.at(-1),
        'words: temperature 0.5, top_p 0.25',
      );
    });
  }
  await check('vllm-words: tokens and the reason to stop are those of the backend', async () => {
    const { choices, usage } = jsonOf<Completion>(await ask(CHAT, chat('vllm-words', { max_tokens: 4 })), 200);
    assert.equal(choices[0]?.finish_reason, 'length');
    assert.deepEqual([usage.prompt_tokens, usage.completion_tokens], [6, 4]);
    assert.equal(streamOf(await ask(CHAT, chat('vllm-words', { max_tokens: 4, stream: true }))).finish, 'length');
  });
  await check('several chats at once are answered side by side', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(CHAT, chat('words', { stream: true }))));
    for (const answer of answers) assert.deepEqual(streamOf(answer).words, WORDS);
  });
}
