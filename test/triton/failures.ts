import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { usageRows } from '../support/usage-rows.ts';
import { errorOf, streamOf } from './answer.ts';
import type { TritonSetup } from './setup.ts';

const CHAT = '/chat/completions';

const chat = (model: string, content: string, stream = false) => ({ model, stream, messages: [{ role: 'user', content }] });

/** What goes wrong, and whom it hurts. */
export async function testFailures({ check }: Harness, { ask, triton, platform }: TritonSetup): Promise<void> {
  for (const stream of [false, true]) {
    const kind = stream ? 'a stream' : 'a whole answer';
    await check(`${kind} of a model or version that Triton does not have is a 503 with Triton's words`, async () => {
      assert.match(errorOf(await ask(CHAT, chat('nobody', 'hi', stream)), 503).message, /unknown model: 'nobody'/);
      assert.match(errorOf(await ask(CHAT, chat('words-9', 'hi', stream)), 503).message, /version 9/);
    });
    await check(
      `${kind} of a model that throws an exception is a 503 with its message, without a trace of the code`,
      async () => {
        const { message } = errorOf(await ask(CHAT, chat('words', '!raise', stream)), 503);
        assert.match(message, /the model is out of order/);
        assert.doesNotMatch(message, /model\.py|At:/);
      },
    );
    await check(`${kind} that the model refuses is a 400 with its message`, async () => {
      assert.equal(errorOf(await ask(CHAT, chat('words', '!break', stream)), 400).message, 'the engine broke');
    });
  }
  await check('a stream that breaks in the middle ends with an error event and no [DONE]', async () => {
    const { words, error, done } = streamOf(await ask(CHAT, chat('words', 'one two !break', true)));
    assert.deepEqual([words, error?.message, done], [['one', ' two'], 'the engine broke', false]);
  });
  await check('an unloaded model is a 503, and a route goes on to its next candidate', async () => {
    await triton.unload('words');
    await eventually(async () => ((await ask(CHAT, chat('words', 'hi'))).response.status === 503 ? true : undefined));
    for (const stream of [false, true]) {
      const { response, text } = await ask(CHAT, chat('chat', 'hello', stream));
      assert.equal(response.status, 200, text);
      assert.match(response.headers.get('x-route') ?? '', /echo/);
    }
    await triton.load('words');
    await eventually(async () => ((await ask(CHAT, chat('words', 'hi'))).response.status === 200 ? true : undefined));
  });
  await check('a route goes on to its next candidate when a model throws an exception', async () => {
    const { response, text } = await ask(CHAT, chat('chat', '!raise'));
    assert.equal(response.status, 200, text);
  });
  await check('when the client leaves, the model is told, and what came so far is recorded', async () => {
    const leave = new AbortController();
    const before = cancelled(triton.log());
    const words = Array.from({ length: 400 }, (_, at) => `w${at}`).join(' ');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${platform.apiKey}` };
    const body = JSON.stringify(chat('words', words, true));
    const { signal } = leave;
    const response = await fetch(`${platform.url}${CHAT}`, { method: 'POST', headers, body, signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leave.abort();
    const [, said] = await eventually(() => cancelled(triton.log()).slice(before.length)[0]);
    assert.ok(Number(said) < 400, `it said ${said} words`);
    const id = response.headers.get('x-request-id');
    const row = await eventually(() => usageRows(platform.stateFolder).find(({ requestId }) => requestId === id));
    assert.deepEqual([row.partial, row.usageSource], [true, 'estimated']);
    assert.ok(row.outputTokens > 0);
  });
}

const cancelled = (log: string): RegExpExecArray[] => [...log.matchAll(/words: cancelled after (\d+) of \d+/g)];
