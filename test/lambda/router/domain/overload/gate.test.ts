import fc from 'fast-check';
import { MAX_QUEUED_BYTES, MAX_WAIT_MS, OverloadGate } from '../../../../../lambda/router/domain/overload/gate.ts';
import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from '../../support/errors.ts';
import { chatEvent } from '../../support/events.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const STAYS = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A clock whose sleeps end when the test says so. */
function handClock() {
  const sleepers = new Set<() => void>();
  const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> => {
    expect(milliseconds).toBe(MAX_WAIT_MS);
    return new Promise((resolve) => {
      sleepers.add(resolve);
      signal.addEventListener('abort', () => {
        sleepers.delete(resolve);
        resolve();
      });
    });
  };
  return { sleep, sleeping: () => sleepers.size, wakeAll: () => [...sleepers].map((wake) => wake()) };
}

function gate(maxInFlight: number, maxQueued: number) {
  const { sleep, ...hand } = handClock();
  return { gate: new OverloadGate({ maxInFlight, maxQueued }, sleep, () => 0.5), ...hand };
}

test('who finds a place does not wait; who waits is let in when one is free, and its timer ends', async () => {
  const { gate: door, sleeping } = gate(1, 1);
  expect(door.enter('a', 0, STAYS)).toBeUndefined();
  const waiting = door.enter('a', 0, STAYS);
  expect(sleeping()).toBe(1);
  door.leave();
  await waiting;
  expect(sleeping()).toBe(0);
  door.leave();
  expect(door.enter('a', 0, STAYS)).toBeUndefined();
});

test('beyond the queue the answer is 429 at once, with a pause that spreads', () => {
  const { gate: door } = gate(1, 0);
  door.enter('a', 0, STAYS);
  expect(() => door.enter('a', 0, STAYS)).toThrow(
    expect.objectContaining({
      status: 429,
      headers: { 'retry-after': '2' },
      body: { error: expect.objectContaining({ code: 'overloaded' }) },
    }),
  );
});

test('who waits too long gets 429, and makes room', async () => {
  const { gate: door, wakeAll } = gate(1, 1);
  door.enter('a', 0, STAYS);
  const late = expect(door.enter('a', 0, STAYS)).rejects.toMatchObject({ status: 429 });
  wakeAll();
  await late;
  const next = door.enter('a', 0, STAYS);
  door.leave();
  await next;
});

test('who leaves the queue makes room at once, and no place gets lost', async () => {
  const { gate: door } = gate(1, 1);
  door.enter('a', 0, STAYS);
  const leaving = new AbortController();
  const gone = expect(door.enter('a', 0, leaving.signal)).resolves.toBe(false);
  leaving.abort();
  const next = door.enter('b', 0, STAYS);
  await gone;
  door.leave();
  await next;
  await expect(door.enter('a', 0, AbortSignal.abort())).resolves.toBe(false);
  door.leave();
  expect(door.enter('a', 0, STAYS)).toBeUndefined();
});

test('the bodies that wait are bounded too', async () => {
  const { gate: door } = gate(1, 100);
  door.enter('a', MAX_QUEUED_BYTES, STAYS);
  const first = door.enter('a', MAX_QUEUED_BYTES, STAYS);
  expect(() => door.enter('a', 1, STAYS)).toThrow(expect.objectContaining({ status: 429 }));
  door.leave();
  await first;
  const second = door.enter('a', MAX_QUEUED_BYTES, STAYS);
  door.leave();
  await second;
});

test('a quarter of the places may be kept by who waits for long, with bodies that fit among those of the queue', () => {
  const { gate: door } = gate(8, 1);
  expect([door.hold(0), door.hold(0), door.hold(0)]).toEqual([true, true, false]);
  door.release(0);
  expect([door.hold(MAX_QUEUED_BYTES + 1), door.hold(MAX_QUEUED_BYTES)]).toEqual([false, true]);
  for (let place = 0; place < 8; place++) door.enter('a', 0, STAYS);
  expect(() => door.enter('a', 1, STAYS)).toThrow(expect.objectContaining({ status: 429 }));
  expect(gate(1, 0).gate.hold(0)).toBe(true);
});

test('whatever happens, no more are in than may be, and everybody is let in, refused or gone', async () => {
  const happening = fc.constantFrom('enter' as const, 'enter' as const, 'leave' as const, 'go' as const, 'late' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 60 }), async (happenings) => {
      const { gate: door, wakeAll } = gate(3, 4);
      let inside = 0;
      let open = 0;
      const clients: AbortController[] = [];
      for (const [index, kind] of happenings.entries()) {
        if (kind === 'leave' && inside > 0) {
          inside -= 1;
          door.leave();
        } else if (kind === 'go') clients.shift()?.abort();
        else if (kind === 'late') wakeAll();
        else if (kind === 'enter') {
          const client = new AbortController();
          clients.push(client);
          try {
            const waiting = door.enter(`t${index % 3}`, 0, client.signal);
            if (waiting === undefined) inside += 1;
            else {
              open += 1;
              void waiting.then(
                (admitted) => {
                  inside += admitted ? 1 : 0;
                  open -= 1;
                },
                () => {
                  open -= 1;
                },
              );
            }
          } catch (error) {
            expect(error).toMatchObject({ status: 429 });
          }
        }
        await settled();
        expect(inside).toBeLessThanOrEqual(3);
        expect(open === 0 || inside === 3).toBe(true);
        expect(open).toBeLessThanOrEqual(4);
      }
    }),
  );
});

test('a tenant that fills the queue does not keep out one that asks one thing at a time', async () => {
  const { gate: door } = gate(4, 20);
  const outcomes = { a: 0, b: 0 };
  const refusals = { a: 0, b: 0 };
  const ask = async (tenant: 'a' | 'b') => {
    try {
      await door.enter(tenant, 0, STAYS);
      outcomes[tenant] += 1;
    } catch {
      refusals[tenant] += 1;
    }
  };
  for (let round = 0; round < 60; round++) {
    for (let count = 0; count < 30; count++) void ask('a');
    const asked = ask('b');
    for (let place = 0; place < 4; place++) door.leave();
    await asked;
  }
  expect([outcomes.b, refusals.b, refusals.a > 0]).toEqual([60, 0, true]);
});

test('who has left displaces nobody', async () => {
  const { gate: door } = gate(1, 1);
  door.enter('a', 0, STAYS);
  const waiting = door.enter('a', 0, STAYS);
  await expect(door.enter('b', 0, AbortSignal.abort())).resolves.toBe(false);
  door.leave();
  await expect(waiting).resolves.toBe(true);
});

test('large bodies of one tenant make room for those of another, down to an equal share', async () => {
  const { gate: door } = gate(1, 100);
  const tenth = MAX_QUEUED_BYTES / 10;
  door.enter('a', 0, STAYS);
  const late = Array.from({ length: 10 }, () => door.enter('a', tenth, STAYS)?.catch(({ status }) => status));
  for (let count = 0; count < 5; count++) void door.enter('b', tenth, STAYS);
  expect(() => door.enter('b', tenth, STAYS)).toThrow(expect.objectContaining({ status: 429 }));
  expect(() => door.enter('c', 6 * tenth, STAYS)).toThrow(expect.objectContaining({ status: 429 }));
  for (let count = 0; count < 10; count++) door.leave();
  expect(await Promise.all(late)).toEqual([true, true, true, true, true, 429, 429, 429, 429, 429]);
});

test('whoever comes to a full queue, nobody is refused while another tenant has more waiting, and then its newest is', async () => {
  const arrival = fc.record({ tenant: fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c'), leaves: fc.nat(1) });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 50 }), fc.integer({ min: 1, max: 6 }), async (arrivals, maxQueued) => {
      const { gate: door } = gate(1, maxQueued);
      door.enter('x', 0, STAYS);
      /** In the order in which they came. */
      const waiting: { readonly tenant: string; refused?: true; admitted?: true }[] = [];
      const of = (tenant: string) => waiting.filter((other) => other.tenant === tenant);
      for (const { tenant, leaves } of arrivals) {
        const most = Math.max(0, ...waiting.map((other) => of(other.tenant).length));
        const [before, own] = [[...waiting], of(tenant).length];
        const mine: (typeof waiting)[number] = { tenant };
        try {
          const entering = door.enter(tenant, 0, STAYS);
          if (entering === undefined) throw new Error('the place was taken');
          waiting.push(mine);
          entering.then(
            () => {
              mine.admitted = true;
            },
            () => {
              mine.refused = true;
            },
          );
        } catch (error) {
          expect(error).toMatchObject({ status: 429 });
          expect([before.length, own]).toEqual([maxQueued, most]);
        }
        await settled();
        const displaced = waiting.filter(({ refused }) => refused);
        expect(displaced.length).toBe(before.length === maxQueued && own < most ? 1 : 0);
        for (const one of displaced) {
          expect(before.filter((other) => other.tenant === one.tenant).length).toBe(most);
          expect(of(one.tenant).at(-1)).toBe(one);
          waiting.splice(waiting.indexOf(one), 1);
        }
        if (leaves > 0 && waiting.length > 0) {
          door.leave();
          await settled();
          waiting.splice(
            waiting.findIndex(({ admitted }) => admitted),
            1,
          );
        }
        expect(waiting.length).toBeLessThanOrEqual(maxQueued);
      }
    }),
  );
});

test('the router answers in turn, and tells who is one too many in the words of the API', async () => {
  const { gate: overload } = gate(1, 0);
  const ports = testPorts({ overload });
  const router = createRouter(ports);
  overload.enter('other', 0, STAYS);
  const refused = new RecordingSink();
  await router(chatEvent({ model: 'echo' }), refused);
  expect([refused.status, refused.headers['retry-after'], refused.json.error.code]).toEqual([429, '2', 'overloaded']);
  expectOpenAiError(refused.json);
  expect(ports.ledger.rows).toEqual([]);
  overload.leave();
  for (let count = 0; count < 3; count++) {
    const sink = new RecordingSink();
    await router(chatEvent({ model: 'nobody' }), sink);
    expect(sink.status).toBe(404);
  }
});

test.each([
  ['whose client leaves', undefined, 499],
  ['that waits when the platform stops', new UpstreamFailure('stopped', 'the platform stopped'), 503],
])('a request %s is not let in', async (_, reason, status) => {
  const { gate: overload } = gate(1, 1);
  const router = createRouter(testPorts({ overload }));
  overload.enter('other', 0, STAYS);
  const sink = new RecordingSink();
  const answering = router(chatEvent({ model: 'echo' }), sink);
  await settled();
  sink.leave(reason);
  await answering;
  expect(sink.status).toBe(status);
  overload.leave();
  expect(overload.enter('next', 0, STAYS)).toBeUndefined();
});
