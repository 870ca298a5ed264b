import { setImmediate } from 'node:timers/promises';
import type { Input } from './inputs.ts';
import type { RouterUnderTest } from './router-under-test.ts';
import { problemOf } from './verdict.ts';

/** Requests that run at the same time. */
const PARALLEL = 32;

/** Longer than any request may take: what is open then hangs. */
const PATIENCE_MS = 30_000;

/** One kind of mistake, with the first input that shows it. */
export interface Finding {
  readonly problem: string;
  readonly input?: Input;
  count: number;
}

export interface Outcome {
  /** Answers by status; `left` for clients that left. */
  readonly counts: Map<number | 'left', number>;
  readonly findings: Map<string, Finding>;
  /** Bytes of heap after a collection, in equal distances. */
  readonly heap: number[];
}

interface Options {
  readonly total: number;
  /** Called a hundred times, in short runs at least ten times. @returns bytes of heap */
  readonly measureHeap: () => number;
}

/** Asks everything, many at a time, and judges each answer. */
export async function campaign(router: RouterUnderTest, source: Iterator<Input>, options: Options): Promise<Outcome> {
  const outcome: Outcome = { counts: new Map(), findings: new Map(), heap: [] };
  const step = Math.ceil(options.total / Math.min(100, Math.max(10, options.total / 1_000)));
  const note = (problem: string, input?: Input) => {
    const kind = problem.replaceAll(/\d+/g, '0').slice(0, 120);
    const finding = outcome.findings.get(kind) ?? { problem, ...(input && { input }), count: 0 };
    finding.count += 1;
    outcome.findings.set(kind, finding);
  };

  const worker = async () => {
    for (let next = source.next(); !next.done; next = source.next()) {
      const input = next.value;
      const problem = await judged(router, input, outcome.counts);
      if (problem !== undefined) note(problem, input);
      if ((input.index + 1) % step === 0) outcome.heap.push(options.measureHeap());
      // Most answers need no socket: without a turn of the loop those that do would wait until thousands of the others are through.
      await setImmediate();
    }
  };
  const uncaught = (error: unknown) => note(`uncaught: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('uncaughtException', uncaught).on('unhandledRejection', uncaught);
  try {
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  } finally {
    process.off('uncaughtException', uncaught).off('unhandledRejection', uncaught);
  }
  for (const line of router.takeErrors()) note(`error in the log: ${line.replace(/"requestId":"[^"]*",?/, '')}`);
  return outcome;
}

/** @returns what is wrong with the answer to one input */
export async function judged(router: RouterUnderTest, input: Input, counts?: Outcome['counts']): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, 'hangs');
  });
  try {
    const answer = await Promise.race([router.ask(input.event, input.leaveAfter), patience]);
    if (answer === 'hangs') return `no end within ${PATIENCE_MS} ms`;
    const key = answer.left ? 'left' : (answer.status ?? 0);
    counts?.set(key, (counts.get(key) ?? 0) + 1);
    return problemOf(input.event, answer);
  } catch (error) {
    return `the handler threw ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
