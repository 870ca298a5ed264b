import { systemClock } from '../../../../../lambda/router/adapters/system-clock.ts';
import {
  type Upstream,
  type UpstreamCall,
  UpstreamFailure,
  type UpstreamResponse,
} from '../../../../../lambda/router/domain/ports.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { requestOutcome } from '../../../../../lambda/router/domain/telemetry/request-outcome.ts';
import { eventually } from '../../../../support/eventually.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { caching } from './support.ts';

// Streams that are the same, in front of an upstream that says each event when the test wants it to.

const DONE = 'data: [DONE]\n\n';
const said = (content: string) => chunkEvent({ content });
const END = chunkEvent({}, 'stop') + DONE;

/** One call of the upstream. */
class Spoken {
  readonly signal: AbortSignal;
  #consume: (chunk: Buffer) => Promise<void> | undefined = () => undefined;
  #over: (failure?: Error) => void = () => undefined;
  #read: Promise<void> = Promise.resolve();

  constructor({ signal }: UpstreamCall) {
    this.signal = signal;
  }

  readonly response: UpstreamResponse = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    read: (consume) => {
      this.#consume = consume;
      return new Promise((resolve, reject) => {
        const cancelled = () => reject(new UpstreamFailure('cancelled', 'the client left'));
        this.#over = (failure) => (failure ? reject(failure) : resolve());
        if (this.signal.aborted) cancelled();
        this.signal.addEventListener('abort', cancelled);
      });
    },
  };

  /** Says it, and settles when the router wants more. */
  async say(events: string): Promise<void> {
    this.#read = this.#consume(Buffer.from(events)) ?? Promise.resolve();
    await this.#read;
    await settled();
  }

  end(failure?: Error): void {
    this.#over(failure);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function together(settings: { readonly maxEntryBytes?: number } = {}) {
  const calls: Spoken[] = [];
  const send: Upstream['send'] = async (call) => {
    const spoken = new Spoken(call);
    calls.push(spoken);
    return spoken.response;
  };
  const outcomes: string[] = [];
  const telemetry = { finished: (observation: Observation) => outcomes.push(requestOutcome(observation)) };
  const { ask, rows, ports } = caching(settings, [], { upstream: { send }, clock: systemClock, telemetry });
  const stream = (sink = new RecordingSink(), requestId = 'r') => ({ sink, over: ask({ stream: true }, { requestId }, sink) });
  const call = async (number = 0): Promise<Spoken> => {
    const spoken = await eventually(() => calls[number]);
    await settled();
    return spoken;
  };
  return { stream, call, calls, rows, ports, outcomes };
}

/** A client that reads nothing until it is told to. */
function slowly() {
  const sink = new RecordingSink();
  let read = () => {};
  sink.onWrite = () => false;
  sink.draining = new Promise((resolve) => {
    read = resolve;
  });
  const readOn = () => {
    sink.onWrite = () => true;
    read();
  };
  return { sink, read: readOn };
}

test('whoever asks the same reads along, from the beginning, while it is written: one call', async () => {
  const { stream, call, calls, rows, outcomes } = together();
  const [first, second] = [stream(), stream(new RecordingSink(), 'second')];
  const upstream = await call();
  await upstream.say(said('Hel'));
  expect([first.sink.text, second.sink.text]).toEqual([said('Hel'), said('Hel')]);
  const third = stream();
  await settled();
  expect(third.sink.text).toBe(said('Hel'));
  await upstream.say(said('lo'));
  expect([second.sink.text, third.sink.text]).toEqual([said('Hel') + said('lo'), said('Hel') + said('lo')]);
  await upstream.say(END);
  upstream.end();
  await Promise.all([first.over, second.over, third.over]);
  for (const { sink } of [first, second, third]) expect([sink.text, sink.ended]).toEqual([said('Hel') + said('lo') + END, true]);
  expect([calls.length, rows.length]).toEqual([1, 1]);
  expect(outcomes).toEqual(['success', 'success', 'success']);
  expect(first.sink.headers['x-cache']).toBe('miss');
  expect(second.sink.headers).toMatchObject({ 'x-cache': 'hit', age: '0', 'x-request-id': 'second' });
});

test('the first client may leave: the others get it all, and it is kept', async () => {
  const { stream, call, calls } = together();
  const [first, second] = [stream(), stream()];
  const upstream = await call();
  await upstream.say(said('Hel'));
  first.sink.leave();
  await upstream.say(said('lo') + END);
  upstream.end();
  await Promise.all([first.over, second.over]);
  expect([first.sink.text, second.sink.text]).toEqual([said('Hel'), said('Hel') + said('lo') + END]);
  const later = stream();
  await later.over;
  expect([later.sink.text, calls.length]).toEqual([second.sink.text, 1]);
});

test('when the last one has left the call is ended', async () => {
  const { stream, call, rows } = together();
  const [first, second] = [stream(), stream()];
  const upstream = await call();
  await upstream.say(said('Hel'));
  first.sink.leave();
  expect(upstream.signal.aborted).toBe(false);
  second.sink.leave();
  expect(upstream.signal.aborted).toBe(true);
  await Promise.all([first.over, second.over]);
  expect(rows).toMatchObject([{ partial: true }]);
});

test('a platform that stops ends the call, whoever reads', async () => {
  const { stream, call } = together();
  const [first, second] = [stream(), stream()];
  const upstream = await call();
  await upstream.say(said('Hel'));
  const stopped = new UpstreamFailure('stopped', 'the platform stopped');
  for (const { sink } of [first, second]) sink.leave(stopped);
  expect(upstream.signal.reason).toBe(stopped);
  upstream.end(stopped);
  await Promise.all([first.over, second.over]);
  expect(second.sink.text).toBe(first.sink.text);
});

test('a stream that breaks breaks for all, with the same words', async () => {
  const { stream, call, calls, outcomes } = together();
  const [first, second] = [stream(), stream()];
  const upstream = await call();
  await upstream.say(said('Hel'));
  upstream.end(new UpstreamFailure('broken', 'reset'));
  await Promise.all([first.over, second.over]);
  expect(first.sink.text).toContain('"error"');
  expect([second.sink.text, calls.length]).toEqual([first.sink.text, 1]);
  expect(outcomes).toEqual(['failed', 'failed']);
});

test('a slow reader holds nobody up, and gets the rest when it reads again', async () => {
  const { stream, call } = together();
  const slow = slowly();
  const [first, second] = [stream(), stream(slow.sink)];
  const upstream = await call();
  for (const text of ['a', 'b', 'c']) await upstream.say(said(text));
  expect([first.sink.text, slow.sink.text]).toEqual([['a', 'b', 'c'].map(said).join(''), said('a')]);
  await upstream.say(END);
  upstream.end();
  await first.over;
  slow.read();
  await second.over;
  expect(slow.sink.text).toBe(first.sink.text);
});

test('so does a slow first client', async () => {
  const { stream, call } = together();
  const slow = slowly();
  const [first, second] = [stream(slow.sink), stream()];
  const upstream = await call();
  for (const text of ['a', 'b', 'c']) await upstream.say(said(text));
  expect([slow.sink.text, second.sink.text]).toEqual([said('a'), ['a', 'b', 'c'].map(said).join('')]);
  slow.read();
  await settled();
  expect(slow.sink.text).toBe(second.sink.text);
  await upstream.say(END);
  upstream.end();
  await Promise.all([first.over, second.over]);
  expect(slow.sink.text).toBe(second.sink.text);
});

test('a slow client that reads alone is waited for, until somebody reads along', async () => {
  const { stream, call } = together();
  const slow = slowly();
  const first = stream(slow.sink);
  const upstream = await call();
  let wantsMore = false;
  const saying = upstream.say(said('a')).then(() => {
    wantsMore = true;
  });
  await settled();
  expect(wantsMore).toBe(false);
  const second = stream();
  await saying;
  await upstream.say(END);
  upstream.end();
  await second.over;
  slow.read();
  await first.over;
  expect([slow.sink.text, second.sink.text]).toEqual([said('a') + END, said('a') + END]);
});

test('no more is held than may be kept: who falls further behind is told so, and who comes later asks for itself', async () => {
  const { stream, call, calls, outcomes } = together({ maxEntryBytes: 1_024 });
  const slow = slowly();
  const [first, second] = [stream(), stream(slow.sink)];
  const upstream = await call();
  await upstream.say(said('a'));
  for (let event = 0; event < 20; event++) await upstream.say(said('x'.repeat(200)));
  slow.read();
  await second.over;
  expect(slow.sink.text).toContain('read_too_slowly');
  expect(slow.sink.text).not.toContain('[DONE]');
  expect(outcomes).toEqual(['failed']);
  const late = stream();
  const own = await call(1);
  await own.say(said('Mine') + END);
  own.end();
  await late.over;
  await upstream.say(END);
  upstream.end();
  await first.over;
  expect([late.sink.text, first.sink.text.endsWith(END), calls.length]).toEqual([said('Mine') + END, true, 2]);
});
