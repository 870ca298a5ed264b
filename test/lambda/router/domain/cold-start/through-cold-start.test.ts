import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { ColdStarts } from '../../../../../lambda/router/domain/cold-start/cold-starts.ts';
import { OverloadGate } from '../../../../../lambda/router/domain/overload/gate.ts';
import type { Upstream, UpstreamCall, UpstreamResponse } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { statusLabel } from '../../../../../lambda/router/domain/telemetry/status-label.ts';
import { chatEvent } from '../../support/events.ts';
import { HandClock, settled } from '../../support/hand-clock.ts';
import { COMPLETION } from '../../support/mock-upstream.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { UNREACHABLE } from '../../support/scripted-upstream.ts';

// The whole router in front of a model without replicas, by a clock that the test moves.

const coldStart = { release: 'llama-v1', withinMs: 200_000 };
const CONFIG: RouterConfig = {
  version: 1,
  models: {
    llama: { kind: 'openai', baseUrl: 'http://llama/v1', coldStart },
    slow: { kind: 'openai', baseUrl: 'http://llama/v1', model: 'slow', coldStart: { ...coldStart, withinMs: 700_000 } },
    other: { kind: 'openai', baseUrl: 'http://other/v1' },
    triton: { kind: 'triton', baseUrl: 'http://llama', model: 'm', backend: 'vllm', coldStart },
  },
  routes: {
    safe: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }, { model: 'other' }] },
    alone: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }] },
    canned: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }], defaultAnswer: 'Later.' },
  },
};

/** A model that is asleep until the test wakes it; the one called other never sleeps. */
class Sleeper implements Upstream {
  readonly health: string[] = [];
  readonly asked: string[] = [];
  awake = false;
  answer = 200;
  asleep: number | undefined;

  async send({ method, baseUrl, path }: UpstreamCall): Promise<UpstreamResponse> {
    if (method === 'GET') this.health.push(path);
    else this.asked.push(baseUrl);
    const other = baseUrl.startsWith('http://other');
    if (!this.awake && !other && this.asleep === undefined) throw UNREACHABLE;
    const status = !this.awake && !other ? (this.asleep ?? 503) : method === 'GET' ? 200 : this.answer;
    const body = JSON.stringify(status === 200 ? COMPLETION : {});
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
      read: async (consume) => void (await consume(Buffer.from(body))),
    };
  }
}

function platform(maxInFlight?: number) {
  const clock = new HandClock();
  const upstream = new Sleeper();
  const told: [string, number][] = [];
  const observations: Observation[] = [];
  const coldStarts = new ColdStarts(clock, () => 0.5);
  const overload =
    maxInFlight &&
    new OverloadGate(
      { maxInFlight, maxQueued: 0 },
      (ms, over) => clock.sleep(ms, over),
      () => 0.5,
    );
  const ports = testPorts({
    ...{ clock, upstream, coldStarts },
    ...(overload && { overload }),
    config: { current: async () => CONFIG, refresh: async () => undefined },
    telemetry: {
      asleep: (release: string, waiting: number) => told.push([release, waiting]),
      finished: (observation: Observation) => observations.push(observation),
    },
  });
  const router = createRouter(ports);
  const ask = (model = 'llama', stream = false) => {
    const sink = new RecordingSink();
    const done = router(chatEvent({ model, stream }), sink);
    return { sink, done };
  };
  return { clock, upstream, told, observations, coldStarts, ask, rows: ports.ledger.rows };
}

test('a request is held until the model is awake, and then answered', async () => {
  const { clock, upstream, observations, ask, rows } = platform();
  const { sink, done } = ask();
  await clock.pass(30_000);
  expect(sink.status).toBeUndefined();
  upstream.awake = true;
  await clock.pass(4_000);
  await done;
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(observations[0]?.coldStartMs).toBeGreaterThanOrEqual(30_000);
  expect(observations[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['asleep', 'success']);
  expect(rows.map(({ status, inputTokens }) => [status, inputTokens])).toEqual([
    [502, 0],
    [200, 12],
  ]);
  expect(clock.sleeping).toBe(0);
});

test('it is wanted at once and while it waits, for whoever starts replicas', async () => {
  const { clock, coldStarts, told, ask } = platform();
  ask();
  await settled();
  expect([told, coldStarts.demand()]).toEqual([[['llama-v1', 1]], { 'llama-v1': 1 }]);
  ask();
  await clock.pass(70_000);
  expect(told).toEqual([
    ['llama-v1', 1],
    ['llama-v1', 2],
    ['llama-v1', 2],
  ]);
  expect(coldStarts.demand()).toEqual({ 'llama-v1': 2 });
});

test('for all who wait there is one who asks for its health, and nobody else calls it', async () => {
  const { clock, upstream, ask } = platform();
  const asking = Array.from({ length: 20 }, () => ask());
  await settled();
  const [first, asked] = [upstream.health.length, upstream.asked.length];
  expect([first, asked]).toEqual([1, 20]);
  const late = Array.from({ length: 20 }, () => ask());
  await clock.pass(7_600);
  expect([upstream.health.length - first, upstream.asked.length - asked]).toEqual([4, 0]);
  upstream.awake = true;
  await clock.pass(4_000);
  await Promise.all([...asking, ...late].map(({ done }) => done));
  expect(new Set([...asking, ...late].map(({ sink }) => sink.status))).toEqual(new Set([200]));
});

test('a client that leaves is let go at once, and with the last one the asking ends', async () => {
  const { clock, upstream, ask, observations } = platform();
  const [gone, stays] = [ask(), ask()];
  await clock.pass(2_000);
  gone.sink.leave();
  await gone.done;
  expect(observations).toMatchObject([{ coldStartMs: 2_000 }]);
  stays.sink.leave();
  await stays.done;
  const { length } = upstream.health;
  await clock.pass(60_000);
  expect([upstream.health.length, clock.sleeping]).toEqual([length, 0]);
});

test('when its time is over the client is told so, and then everybody at once until it has been left alone', async () => {
  const { clock, upstream, observations, ask } = platform();
  const { sink, done } = ask();
  await clock.pass(200_000);
  await done;
  expect([sink.status, sink.json.error.code, sink.headers['retry-after']]).toEqual([503, 'upstream_unavailable', '60']);
  expect(sink.json.error.message).toContain("'llama'");
  const next = ask();
  await next.done;
  expect(next.sink.json.error.code).toBe('upstream_unavailable');
  expect(observations.map(statusLabel)).toEqual(['503', '503']);
  await clock.pass(200_001);
  const anew = ask();
  await clock.pass(1_000);
  upstream.awake = true;
  await clock.pass(4_000);
  await anew.done;
  expect(anew.sink.status).toBe(200);
});

test('who would wait longer than a silent client is kept is asked to come back, which is no failure', async () => {
  const { clock, upstream, observations, ask } = platform();
  const { sink, done } = ask('slow');
  await clock.pass(240_000);
  await done;
  expect([sink.status, sink.json.error.code, sink.headers['retry-after']]).toEqual([503, 'model_asleep', '460']);
  expect(observations.map(statusLabel)).toEqual(['asleep']);
  const again = ask('slow');
  await clock.pass(1_000);
  upstream.awake = true;
  await clock.pass(4_000);
  await again.done;
  expect(again.sink.status).toBe(200);
});

test('a sleeping model opens no breaker', async () => {
  const { upstream, clock, ask } = platform();
  for (let index = 0; index < 10; index++) {
    const { sink, done } = ask('slow');
    await clock.pass(1_000);
    sink.leave();
    await done;
    const { done: routed } = ask('safe');
    await routed;
  }
  upstream.awake = true;
  const { sink, done } = ask('slow');
  await done;
  expect(sink.status).toBe(200);
});

test('where another candidate stands ready it answers at once, and the model is wanted all the same', async () => {
  const { clock, coldStarts, told, ask } = platform();
  const { sink, done } = ask('safe');
  await done;
  expect([sink.status, sink.headers['x-route']]).toEqual([200, expect.stringContaining('other')]);
  expect([told, coldStarts.demand()]).toEqual([[['llama-v1', 1]], { 'llama-v1': 1 }]);
  await clock.pass(61_000);
  expect(coldStarts.demand()).toEqual({});
});

test('a default answer stands ready, too', async () => {
  const { sink, done } = platform().ask('canned');
  await done;
  expect(sink.json.choices[0].message.content).toContain('Later.');
});

test('the only candidate of a route is waited for', async () => {
  const { clock, upstream, ask } = platform();
  const { sink, done } = ask('alone');
  await clock.pass(1_000);
  upstream.awake = true;
  await clock.pass(4_000);
  await done;
  expect(sink.status).toBe(200);
});

test.each([502, 503, 504])('a load balancer that says %i for want of targets is understood', async (status) => {
  const { clock, upstream, ask } = platform();
  upstream.asleep = status;
  const { sink, done } = ask();
  await clock.pass(10_000);
  expect(sink.status).toBeUndefined();
  upstream.awake = true;
  await clock.pass(4_000);
  await done;
  expect(sink.status).toBe(200);
});

test('a model that is awake and has too much to do is not waited for', async () => {
  const { upstream, coldStarts, ask } = platform();
  Object.assign(upstream, { awake: true, answer: 503 });
  const { sink, done } = ask();
  await done;
  expect([sink.status, upstream.health, coldStarts.demand()]).toEqual([503, ['/health'], {}]);
});

test('Triton is asked by its own path', async () => {
  const { upstream, ask } = platform();
  const { sink, done } = ask('triton');
  await settled();
  expect(upstream.health).toEqual(['/v2/health/ready']);
  sink.leave();
  await done;
});

test('those who wait leave three quarters of the places to others', async () => {
  const { clock, upstream, ask } = platform(8);
  const asking = Array.from({ length: 4 }, () => ask());
  await settled();
  const statuses = () => asking.map(({ sink }) => sink.status);
  expect(statuses().filter((status) => status === 503)).toHaveLength(2);
  const other = Array.from({ length: 6 }, () => ask('other'));
  await Promise.all(other.map(({ done }) => done));
  expect(other.map(({ sink }) => sink.status)).toEqual([200, 200, 200, 200, 200, 200]);
  upstream.awake = true;
  await clock.pass(4_000);
  await Promise.all(asking.map(({ done }) => done));
  expect(statuses().filter((status) => status === 200)).toHaveLength(2);
});

test('a model that does not sleep is never asked for its health', async () => {
  const { upstream, ask } = platform();
  await ask('other').done;
  expect(upstream.health).toEqual([]);
});
