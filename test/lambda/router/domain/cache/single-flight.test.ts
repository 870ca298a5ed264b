import { systemClock } from '../../../../../lambda/router/adapters/system-clock.ts';
import { type Upstream, UpstreamFailure, type UpstreamResponse } from '../../../../../lambda/router/domain/ports.ts';
import { eventually } from '../../../../support/eventually.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { caching, STREAM_TEXT, saying } from './support.ts';

// Identical requests at the same time, in front of an upstream whose answers wait until the test lets them go.

type Answer = { readonly body: string; readonly type?: string; readonly status?: number };

class GatedUpstream implements Upstream {
  readonly waiting: ((answer: Answer) => void)[] = [];
  calls = 0;

  send({ signal }: { readonly signal: AbortSignal }): Promise<UpstreamResponse> {
    this.calls += 1;
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new UpstreamFailure('cancelled', 'the client left')));
      this.waiting.push(({ body, type = 'application/json', status = 200 }) =>
        resolve({
          status,
          headers: { 'content-type': type, 'x-should-retry': 'false' },
          read: async (consume) => consume(Buffer.from(body)),
        }),
      );
    });
  }

  answer(answer: Answer): void {
    this.waiting.shift()?.(answer);
  }
}

const step = saying('Hi.');
const WHOLE: Answer = { body: 'body' in step ? (step.body?.[0] ?? '') : '' };

function together(clock = systemClock) {
  const upstream = new GatedUpstream();
  const { ask, ports, rows, lines } = caching({}, [], { upstream, clock });
  const called = (times: number) => eventually(() => (upstream.waiting.length === times ? true : undefined));
  return { upstream, ask, ports, rows, lines, called };
}

/** Lets everything run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('ten at once are one call; each gets the whole answer under its own id', async () => {
  const { upstream, ask, called, rows, ports } = together();
  const asked = Array.from({ length: 10 }, (_, index) => ask({ stream: true }, { requestId: `r${index}` }));
  await called(1);
  upstream.answer({ body: STREAM_TEXT, type: 'text/event-stream' });
  const sinks = await Promise.all(asked);
  expect([upstream.calls, rows.length]).toEqual([1, 1]);
  expect(sinks.map(({ text }) => text)).toEqual(Array(10).fill(STREAM_TEXT));
  expect(sinks.map(({ headers }) => headers['x-cache'])).toEqual(['miss', ...Array(9).fill('hit')]);
  expect(sinks.map(({ headers }) => headers['x-request-id'])).toEqual(sinks.map((_, index) => `r${index}`));
  expect(ports.cache.flights).toMatchObject({ size: 0 });
});

test('different requests do not wait for each other', async () => {
  const { upstream, ask, called } = together();
  const asked = [ask({ n: 1 }), ask({ n: 1, user: 'ann' }), ask({ n: 1, seed: 1 })];
  await called(3);
  for (const _ of asked) upstream.answer(WHOLE);
  expect((await Promise.all(asked)).map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'miss', 'miss']);
});

test.each([
  ['', {}, WHOLE],
  [', of streams too,', { stream: true }, { body: STREAM_TEXT, type: 'text/event-stream' }],
])('when the first one%s fails the others go their own ways', async (_, body, right) => {
  const { upstream, ask, called } = together();
  const asked = [ask(body), ask(body), ask(body)];
  await called(1);
  upstream.answer({ body: '{"error":{"message":"no"}}', status: 400 });
  await called(2);
  upstream.answer(right);
  upstream.answer(right);
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([400, 200, 200]);
  expect(upstream.calls).toBe(3);
});

test('when the first client leaves its upstream is cancelled, and one of the others takes over', async () => {
  const { upstream, ask, called, ports } = together();
  const leaving = new RecordingSink();
  const asked = [ask({}, {}, leaving), ask(), ask(), ask()];
  await called(1);
  leaving.leave();
  await called(2);
  upstream.waiting.shift();
  upstream.answer(WHOLE);
  const [, ...others] = await Promise.all(asked);
  expect(others.map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'hit', 'hit']);
  expect([upstream.calls, ports.cache.flights]).toMatchObject([2, { size: 0 }]);
});

test('a client that leaves while it waits is let go, and the others are not', async () => {
  const { upstream, ask, called, rows } = together();
  const leaving = new RecordingSink();
  const first = ask();
  await called(1);
  const second = ask({}, {}, leaving);
  await settled();
  leaving.leave();
  expect((await second).headers['x-cache']).toBeUndefined();
  upstream.answer(WHOLE);
  expect([(await first).status, upstream.calls, rows.length]).toEqual([200, 1, 1]);
});

test.each([
  ['twenty seconds a request', {}, 20],
  ['twenty seconds without the beginning of a stream', { stream: true }, 20],
])('nobody waits for ever: after %s goes its own way', async (_, body, seconds) => {
  let pass = () => {};
  const waits: number[] = [];
  const clock = {
    now: Date.now,
    sleep: (milliseconds: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        waits.push(milliseconds);
        pass = resolve;
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const { upstream, ask, called } = together(clock);
  const asked = [ask(body), ask(body)];
  await called(1);
  await settled();
  pass();
  await called(2);
  expect(Math.round((waits[0] ?? 0) / 1_000)).toBe(seconds);
  const answer = 'stream' in body ? { body: STREAM_TEXT, type: 'text/event-stream' } : WHOLE;
  upstream.answer(answer);
  upstream.answer(answer);
  expect((await Promise.all(asked)).map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'miss']);
});

test('requests that do not read do not wait either', async () => {
  const { upstream, ask, called } = together();
  const control = (value: string) => ({ headers: { 'cache-control': value } });
  const asked = [ask(), ask({}, control('no-cache')), ask({}, control('no-store'))];
  await called(3);
  for (const _ of asked) upstream.answer(WHOLE);
  expect((await Promise.all(asked)).map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'bypass', 'bypass']);
});

test('a slow client that gets a kept answer holds nobody up', async () => {
  const { upstream, ask, called } = together();
  const first = ask({ stream: true });
  await called(1);
  upstream.answer({ body: STREAM_TEXT, type: 'text/event-stream' });
  await first;
  const slow = new RecordingSink();
  let drain = () => {};
  slow.onWrite = () => false;
  slow.draining = new Promise((resolve) => {
    drain = resolve;
  });
  const slowly = ask({ stream: true }, {}, slow);
  expect((await ask({ stream: true })).text).toBe(STREAM_TEXT);
  expect(slow.ended).toBe(false);
  drain();
  expect((await slowly).text).toBe(STREAM_TEXT);
});
