import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { type Upstream, type UpstreamCall, UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from '../../support/errors.ts';
import { chatEvent } from '../../support/events.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ScriptedUpstream, type Step, WHOLE } from '../../support/scripted-upstream.ts';

// The whole router with models that are asked by their own names, in front of a scripted upstream that plays one step a call.

const CONFIG: RouterConfig = {
  version: 1,
  models: { gpt: { kind: 'openai', baseUrl: 'http://gpt/v1' }, '*': { kind: 'openai', baseUrl: 'http://any/v1' } },
};
const final = (status: number): Step => ({ status, headers: { 'x-should-retry': 'false' } });
const SLOW = new UpstreamFailure('slow', 'no token');

function platform(...steps: readonly Step[]) {
  const clock = new SkippingClock();
  const upstream = new ScriptedUpstream(...steps);
  const ports = testPorts({ upstream, clock, config: { current: async () => CONFIG, refresh: async () => undefined } });
  const router = createRouter(ports);
  const ask = async (model = 'gpt', content = 'hi') => {
    const sink = new RecordingSink();
    await router(chatEvent({ model, messages: [{ role: 'user', content }] }), sink);
    return sink;
  };
  const askAll = async (count: number, contentOf: (index: number) => string = () => 'hi') => {
    const statuses = [];
    for (let index = 0; index < count; index++) statuses.push((await ask('gpt', contentOf(index))).status);
    return statuses;
  };
  return { ask, askAll, clock, calls: upstream.calls };
}

const five = (step: Step): Step[] => Array.from({ length: 5 }, () => step);

test('after five outages in a row the client is told at once, and the upstream is left alone until the pause is over', async () => {
  const { ask, askAll, clock, calls } = platform(...five(final(503)), WHOLE, WHOLE);
  await askAll(5);
  clock.advance(2_000);
  const refused = await ask();
  expect([refused.status, refused.headers['retry-after'], refused.json.error.code]).toEqual([503, '8', 'upstream_unavailable']);
  expectOpenAiError(refused.json);
  expect(calls).toHaveLength(5);
  clock.advance(8_000);
  expect(await askAll(2)).toEqual([200, 200]);
});

describe('a trial that is a long stream', () => {
  /** Down for five calls, then streams without an end until `end` is called; whole answers come at once. */
  function recovering(config: RouterConfig) {
    const clock = new SkippingClock();
    let calls = 0;
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const send: Upstream['send'] = async ({ body }) => {
      calls += 1;
      if (calls <= 5) return { status: 503, headers: { 'x-should-retry': 'false' }, read: async () => undefined };
      if (!JSON.parse(body).stream) return new ScriptedUpstream(WHOLE).send({ body } as UpstreamCall);
      return {
        ...{ status: 200, headers: { 'content-type': 'text/event-stream' } },
        read: async (consume) => {
          clock.advance(300);
          await consume(Buffer.from(chunkEvent({ content: 'Hel' })));
          await over;
          throw new UpstreamFailure('broken', 'ECONNRESET');
        },
      };
    };
    const ports = testPorts({
      upstream: { send },
      clock,
      config: { current: async () => config, refresh: async () => undefined },
    });
    const router = createRouter(ports);
    const ask = (parts: object) => {
      const sink = new RecordingSink();
      return { sink, done: router(chatEvent({ messages: [{ role: 'user', content: 'hi' }], ...parts }), sink) };
    };
    return { ask, clock, end, routing: ports.routing };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const ROUTED: RouterConfig = {
    ...CONFIG,
    routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }] } },
  };

  test.each(['gpt', 'chat'])('lets everybody in at its first byte, asked as %s, and is measured then', async (model) => {
    const { ask, clock, end, routing } = recovering(ROUTED);
    for (let count = 0; count < 5; count++) await ask({ model: 'gpt' }).done;
    clock.advance(10_000);
    const trial = ask({ model, stream: true });
    await settled();
    expect(trial.sink.status).toBe(200);
    const { sink, done } = ask({ model: 'gpt' });
    await done;
    expect(sink.status).toBe(200);
    const state = routing.snapshot('x', ROUTED.models, clock.now()).upstreams.gpt;
    expect([state?.firstByteMs, state?.streaming]).toEqual([300, 1]);
    end();
    await trial.done;
    expect(routing.snapshot('x', ROUTED.models, clock.now()).upstreams.gpt?.streaming).toBe(0);
  });

  test('and one that breaks off keeps them out again', async () => {
    const { ask, clock, end } = recovering(CONFIG);
    for (let count = 0; count < 5; count++) await ask({ model: 'gpt' }).done;
    clock.advance(10_000);
    const trial = ask({ model: 'gpt', stream: true });
    await settled();
    end();
    await trial.done;
    const { sink, done } = ask({ model: 'gpt' });
    await done;
    expect([sink.status, sink.json.error.code]).toEqual([503, 'upstream_unavailable']);
  });
});

test.each([
  ['a limit of its rate', final(429)],
  ["a refusal of the platform's credential", final(401)],
  ['an account to be paid', final(402)],
  ['a model that the upstream does not know', final(404)],
  ['a refusal of the request', final(400)],
])('%s is no outage, however often it comes', async (_, step) => {
  const { askAll } = platform(...five(step), ...five(step), WHOLE);
  expect((await askAll(11, String)).at(-1)).toBe(200);
});

test.each([
  ['chokes on', final(500)],
  ['takes too long over', SLOW],
])('one request that the upstream %s, sent again and again, locks nobody out', async (_, step) => {
  const { ask, askAll } = platform(...five(step), ...five(step), WHOLE);
  await askAll(10);
  expect((await ask('gpt', 'another')).status).toBe(200);
});

test('different requests that all take too long do', async () => {
  const { ask, askAll } = platform(...five(SLOW));
  await askAll(5, String);
  expect((await ask()).json.error.code).toBe('upstream_unavailable');
});

test('names that clients make up share the breaker of the server behind them', async () => {
  const { ask } = platform(...five(final(503)));
  for (let index = 0; index < 5; index++) await ask(`made-up-${index}`);
  expect((await ask('made-up-too')).json.error.message).toContain('The upstream has failed several times in a row.');
});

test('retries end when their budget does: an upstream that fails gets few more calls than there are requests', async () => {
  const { calls, askAll } = platform(...Array.from({ length: 90 }, (): Step => ({ status: 500 })));
  await askAll(30);
  // Ten to begin with, six for thirty calls, and three in each ten seconds of the pauses.
  expect(calls.length).toBeGreaterThanOrEqual(30 + 16);
  expect(calls.length).toBeLessThanOrEqual(30 + 16 + 3);
});

test("a name that only '*' claims is the client's: one that the upstream does not know does not exist, as for any other name", async () => {
  const { ask } = platform(final(404), final(404));
  const sink = await ask('nobody');
  expect([sink.status, sink.json.error.code, sink.json.error.param]).toEqual([404, 'model_not_found', 'model']);
  expect((await ask('gpt')).status).toBe(502);
});
