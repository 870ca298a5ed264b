import { FAILURES_TO_OPEN } from '../../../../../lambda/router/domain/resilience/breaker.ts';
import { BreakerSharing } from '../../../../../lambda/router/domain/resilience/breaker-sharing.ts';
import type { BreakerStore } from '../../../../../lambda/router/domain/resilience/shared-breakers.ts';
import { InProcessRoutingState } from '../../../../../lambda/router/domain/routing/routing-state.ts';
import { memoryBreakers } from '../../support/memory-breakers.ts';
import { SkippingClock } from '../../support/ports.ts';

const UPSTREAM = 'openai http://gpt/v1 gpt';
const settled = () => new Promise((resolve) => setImmediate(resolve));

function routers(wrap: (store: BreakerStore) => BreakerStore = (store) => store) {
  const clock = new SkippingClock();
  const store = memoryBreakers(() => clock.now());
  const lines: string[] = [];
  const router = () =>
    new InProcessRoutingState(
      new BreakerSharing(
        wrap(store()),
        () => clock.now(),
        (reason) => lines.push(reason),
      ),
    );
  const fail = (state: InProcessRoutingState, times = FAILURES_TO_OPEN) => {
    for (let count = 0; count < times; count++) {
      state.started(UPSTREAM, clock.now(), false);
      state.ended(UPSTREAM, { kind: 'failure', startedAt: clock.now(), at: clock.now(), stream: false });
    }
  };
  /** What a router says now, after it has listened. */
  const wait = async (state: InProcessRoutingState) => {
    state.waitMs(UPSTREAM, clock.now());
    await settled();
    return state.waitMs(UPSTREAM, clock.now());
  };
  return { clock, lines, fail, wait, one: router(), other: router() };
}

test('the others leave an upstream alone for as long as the one that gave it up', async () => {
  const { clock, fail, wait, one, other } = routers();
  await wait(other);
  fail(one);
  clock.advance(4_000);
  expect(await wait(other)).toBe(6_000);
});

test('each makes a trial of its own; one that fails prolongs the pause of all, one that succeeds ends it', async () => {
  const { clock, fail, wait, one, other } = routers();
  fail(one);
  await settled();
  await wait(other);
  clock.advance(10_000);
  expect([await wait(one), await wait(other)]).toEqual([0, 0]);
  fail(one, 1);
  clock.advance(1_000);
  expect(await wait(other)).toBe(19_000);
  clock.advance(19_000);
  expect(await wait(other)).toBe(0);
  other.started(UPSTREAM, clock.now(), false);
  other.ended(UPSTREAM, { kind: 'success', startedAt: clock.now(), at: clock.now(), stream: false });
  await settled();
  expect([await wait(one), await wait(other)]).toEqual([0, 0]);
  fail(one, FAILURES_TO_OPEN - 1);
  expect(await wait(one)).toBe(0);
});

test('a word that is older than what a router knows by itself changes nothing', async () => {
  const { clock, fail, wait, one, other } = routers();
  fail(one);
  await settled();
  clock.advance(500);
  fail(other);
  clock.advance(9_500);
  other.started(UPSTREAM, clock.now(), false);
  other.ended(UPSTREAM, { kind: 'success', startedAt: clock.now(), at: clock.now(), stream: false });
  clock.advance(1_000);
  expect(await wait(other)).toBe(0);
});

test('a trial on its way is not repeated because an old word is heard again', async () => {
  const { clock, fail, wait, one, other } = routers();
  fail(one);
  await settled();
  await wait(other);
  clock.advance(10_000);
  other.started(UPSTREAM, clock.now(), false);
  clock.advance(2_000);
  await wait(other);
  expect(await wait(other)).toBeGreaterThan(0);
});

test('the store is asked once a second at most, and nobody waits for it', async () => {
  let reads = 0;
  const { clock, wait, one } = routers((store) => ({
    ...store,
    read: (upstreams) => {
      reads += 1;
      return store.read(upstreams);
    },
  }));
  for (let count = 0; count < 50; count++) await wait(one);
  expect(reads).toBe(1);
  clock.advance(1_000);
  await wait(one);
  expect(reads).toBe(2);
});

test('without the store each router has its own breakers, and says so once a minute', async () => {
  const down = async () => Promise.reject(new Error('no connection'));
  const { clock, fail, wait, one, other, lines } = routers(() => ({ read: down, write: down }));
  fail(one);
  for (let second = 0; second < 59; second++) {
    clock.advance(1_000);
    await wait(one);
  }
  expect(lines).toEqual(['no connection']);
  clock.advance(2_000);
  fail(one, 1);
  await wait(one);
  expect([lines.length, await wait(other)]).toEqual([2, 0]);
});
