import assert from 'node:assert/strict';
import path from 'node:path';
import { mustRun } from '../../tools/emulator/child.ts';
import { type Harness, root } from '../support/harness.ts';
import { routerEvent } from './events.ts';
import { startFunction } from './lambda-ric.ts';
import { chat, PROMPT, type RouterSetup } from './router-setup.ts';
import { startRuntimeApi, text } from './runtime-api.ts';

interface Buffered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const EVENT = routerEvent('POST', '/v1/chat/completions', chat('echo', true), 'buffered');

/** The router's bundle where Lambda's streaming is not to be had. */
export async function testBuffered({ check }: Harness, ric: string, setup: RouterSetup): Promise<void> {
  console.log('\nrouter, buffered');
  await check('under the runtime client without its streaming global it answers in one piece', async () => {
    const api = await startRuntimeApi();
    startFunction(ric, api, 'router', { ...setup.variables, AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1' });
    const posted = await api.invoke(EVENT);
    assert.equal(posted.kind, 'response');
    assert.equal(posted.headers['lambda-runtime-function-response-mode'], undefined);
    expectWholeStream(JSON.parse(await text(posted.body)) as Buffered);
  });
  // The AWS SDK sets the global `awslambda` to an empty object where there is none.
  for (const [global, name] of [
    ['undefined', 'no global'],
    ['{}', 'an empty global, as the AWS SDK leaves it'],
  ] as const) {
    await check(`in plain Node with ${name} it answers in one piece`, async () => {
      const bundle = path.join(root, 'dist', 'bundles', 'router');
      const script = `globalThis.awslambda = ${global}; const [, bundle, event] = process.argv;
        require(bundle).handler(JSON.parse(event), { awsRequestId: 'x' }).then((answer) => console.log('\\n' + JSON.stringify(answer)));`;
      const said = await mustRun('the bundle failed', process.execPath, ['-e', script, bundle, JSON.stringify(EVENT)], {
        env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...setup.variables },
      });
      expectWholeStream(JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as Buffered);
    });
  }
}

function expectWholeStream({ statusCode, headers, body }: Buffered): void {
  assert.equal(statusCode, 200);
  assert.match(headers['content-type'] ?? '', /^text\/event-stream/);
  assert.ok(body.endsWith('data: [DONE]\n\n'), body);
  assert.ok(body.includes(PROMPT.split(' ').at(-1) ?? PROMPT), body);
}
