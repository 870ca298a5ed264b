import fc from 'fast-check';
import {
  type Breaker,
  CLOSED,
  FAILURES_TO_OPEN,
  FIRST_PAUSE_MS,
  LONGEST_PAUSE_MS,
  pauseMs,
  phaseOf,
  step,
} from '../../../../../lambda/router/domain/resilience/breaker.ts';

const fail = (breaker: Breaker, at: number) => step(step(breaker, { kind: 'start', at }), { kind: 'failure', startedAt: at, at });
const opened = (at: number) => Array.from({ length: FAILURES_TO_OPEN }).reduce<Breaker>((breaker) => fail(breaker, at), CLOSED);

test('failures in a row open it, one success in between starts the count again', () => {
  const nearly = Array.from({ length: FAILURES_TO_OPEN - 1 }).reduce<Breaker>((breaker) => fail(breaker, 0), CLOSED);
  expect(phaseOf(nearly, 0)).toBe('closed');
  expect(phaseOf(fail(nearly, 0), 0)).toBe('open');
  expect(phaseOf(fail(step(nearly, { kind: 'success', startedAt: 0, at: 0 }), 0), 0)).toBe('closed');
});

test('the same request counts once in a row, others and failures of nobody in particular each time', () => {
  const about = (breaker: Breaker, request?: number) =>
    step(breaker, { kind: 'failure', startedAt: 0, at: 0, ...(request !== undefined && { about: request }) });
  const one = Array.from({ length: 50 }).reduce<Breaker>((breaker) => about(breaker, 7), CLOSED);
  expect(phaseOf(one, 0)).toBe('closed');
  expect(phaseOf([1, 2, 1, 2].reduce(about, one), 0)).toBe('open');
  expect(phaseOf([1, 1, 2, 2, 3].reduce(about, one), 0)).toBe('closed');
  expect(phaseOf([undefined, undefined, undefined, undefined].reduce(about, one), 0)).toBe('open');
});

test('after the pause one call is let through, and no other until it has ended', () => {
  const open = opened(0);
  expect([phaseOf(open, FIRST_PAUSE_MS - 1), phaseOf(open, FIRST_PAUSE_MS)]).toEqual(['open', 'closed']);
  const trial = step(open, { kind: 'start', at: FIRST_PAUSE_MS });
  expect(trial.state).toBe('half-open');
  expect(phaseOf(trial, FIRST_PAUSE_MS * 100)).toBe('open');
});

test('a trial that succeeds closes it, one that fails doubles the pause, one that is abandoned changes nothing', () => {
  const at = FIRST_PAUSE_MS;
  const trial = step(opened(0), { kind: 'start', at });
  expect(step(trial, { kind: 'success', startedAt: at, at })).toBe(CLOSED);
  const again = step(trial, { kind: 'failure', startedAt: at, at });
  expect([phaseOf(again, at + 2 * FIRST_PAUSE_MS - 1), phaseOf(again, at + 2 * FIRST_PAUSE_MS)]).toEqual(['open', 'closed']);
  expect(phaseOf(step(trial, { kind: 'abandoned', startedAt: at, at }), at)).toBe('closed');
});

test('the first byte of a trial lets everybody in again; until a call ends well, one more failure opens it', () => {
  const at = FIRST_PAUSE_MS;
  const trial = step(opened(0), { kind: 'start', at });
  const begun = step(trial, { kind: 'answered', startedAt: at, at: at + 1 });
  expect(phaseOf(begun, at + 1)).toBe('closed');
  const broken = step(begun, { kind: 'failure', startedAt: at, at: at + 9_000 });
  expect([phaseOf(broken, at + 9_000), phaseOf(broken, at + 9_000 + FIRST_PAUSE_MS)]).toEqual(['open', 'closed']);
  expect(step(begun, { kind: 'abandoned', startedAt: at, at: at + 9_000 })).toBe(begun);
  expect(step(begun, { kind: 'success', startedAt: at, at: at + 9_000 })).toBe(CLOSED);
});

test('streams that begin and then break are failures in a row', () => {
  const breaks = (breaker: Breaker) =>
    step(step(breaker, { kind: 'answered', startedAt: 0, at: 1 }), { kind: 'failure', startedAt: 0, at: 2 });
  expect(phaseOf(Array.from({ length: FAILURES_TO_OPEN }).reduce<Breaker>(breaks, CLOSED), 2)).toBe('open');
});

test('the end of a call from before the outage says nothing about the upstream now', () => {
  const open = opened(100);
  expect(step(open, { kind: 'success', startedAt: 99, at: 200 })).toBe(open);
  expect(step(open, { kind: 'answered', startedAt: 99, at: 200 })).toBe(open);
  expect(step(open, { kind: 'failure', startedAt: 99, at: 200 })).toBe(open);
});

test('a call in spite of it closes it when it succeeds, and does not prolong the pause when it fails', () => {
  const open = opened(100);
  expect(step(open, { kind: 'success', startedAt: 101, at: 200 })).toBe(CLOSED);
  expect(step(open, { kind: 'failure', startedAt: 101, at: 200 })).toBe(open);
});

test('the pause has an upper bound', () => {
  expect([1, 2, 3].map(pauseMs)).toEqual([FIRST_PAUSE_MS, 2 * FIRST_PAUSE_MS, 4 * FIRST_PAUSE_MS]);
  expect(pauseMs(1000)).toBe(LONGEST_PAUSE_MS);
});

/** The same in other words: what may happen next, told by a list of what happened. */
class Model {
  failures = 0;
  openedAt: number | undefined;
  openings = 0;
  trial = false;
  isOpen = (at: number) => this.openedAt !== undefined && (this.trial || at < this.openedAt + pauseMs(this.openings));
  start(at: number) {
    if (this.openedAt !== undefined && !this.isOpen(at)) this.trial = true;
  }
  close() {
    Object.assign(this, { failures: 0, openedAt: undefined, openings: 0, trial: false });
  }
  end(kind: string, startedAt: number, at: number) {
    if (this.openedAt !== undefined && startedAt < this.openedAt) return;
    if (kind === 'answered') {
      if (this.openedAt === undefined) return;
      this.close();
      this.failures = FAILURES_TO_OPEN - 1;
    } else if (kind === 'success') this.close();
    else if (this.openedAt === undefined) {
      if (kind === 'failure' && ++this.failures === FAILURES_TO_OPEN) Object.assign(this, { openedAt: at, openings: 1 });
    } else if (this.trial) {
      this.trial = false;
      if (kind === 'failure') Object.assign(this, { openedAt: at, openings: this.openings + 1 });
    }
  }
}

test('whatever happens in whatever order, it agrees with the model', () => {
  const event = fc.record({
    wait: fc.constantFrom(0, 1, 500, FIRST_PAUSE_MS, 4 * FIRST_PAUSE_MS),
    kind: fc.constantFrom(...(['start', 'answered', 'success', 'failure', 'failure', 'abandoned'] as const)),
    lasted: fc.constantFrom(0, 1, 600, 2 * FIRST_PAUSE_MS),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const model = new Model();
      let breaker = CLOSED;
      let at = 1_000_000;
      for (const { wait, kind, lasted } of events) {
        at += wait;
        if (kind === 'start') model.start(at);
        else model.end(kind, at - lasted, at);
        breaker = step(breaker, kind === 'start' ? { kind, at } : { kind, startedAt: at - lasted, at });
        expect(phaseOf(breaker, at)).toBe(model.isOpen(at) ? 'open' : 'closed');
      }
    }),
    { numRuns: 500 },
  );
});
