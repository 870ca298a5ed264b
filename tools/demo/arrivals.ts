import type { Random } from '../fuzz/random.ts';

/** A request of a trace. */
export interface Arrival {
  /** Milliseconds after the first. */
  readonly atMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const LINE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{1,3})\d*,(\d+),(\d+)$/;

/**
 * Arrivals of a trace in Azure's form: `TIMESTAMP,ContextTokens,GeneratedTokens`, by time.
 *
 * @throws Error that shows the first line which is no arrival
 */
export function arrivalsIn(csv: string): readonly Arrival[] {
  const [, ...lines] = csv.trim().split(/\r?\n/);
  const rows = lines.map((line, index) => {
    const [, day, time, input, output] = LINE.exec(line) ?? [];
    const at = Date.parse(`${day}T${time}Z`);
    if (Number.isNaN(at)) {
      throw new Error(`line ${index + 2} of the trace is "${line}"; write <date> <time>,<context tokens>,<generated tokens>`);
    }
    return { at, inputTokens: Number(input), outputTokens: Math.max(1, Number(output)) };
  });
  const [first] = rows;
  if (first === undefined) throw new Error('the trace has no arrivals; it needs a line for each below its head');
  return rows.map(({ at, ...tokens }) => ({ atMs: at - first.at, ...tokens })).sort((a, b) => a.atMs - b.atMs);
}

const MADE_UP = { requests: 9_000, perSecond: 2.4, inputTokens: 1_500, outputTokens: 13 };

/** About an hour of arrivals by chance, as many and as long as those of Azure's trace of code, and with as few tokens in most answers. */
export function madeUpArrivals(random: Random): readonly Arrival[] {
  let atMs = 0;
  const around = (median: number) => Math.max(1, Math.round(median * Math.exp(normal(random))));
  return Array.from({ length: MADE_UP.requests }, () => {
    atMs += (-Math.log(1 - random()) / MADE_UP.perSecond) * 1000;
    return {
      atMs,
      inputTokens: Math.min(8_000, around(MADE_UP.inputTokens)),
      outputTokens: Math.min(1_000, around(MADE_UP.outputTokens)),
    };
  });
}

/** By Box and Muller. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
