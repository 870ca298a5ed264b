/** What an upstream can do to a request. `good` is what it should. */
export const FAULTS = [
  'good',
  'status-500',
  'status-429',
  'hang-before-headers',
  'hang-mid-stream',
  'reset-before-headers',
  'reset-mid-stream',
  'slow-chunks',
  'garbage-events',
  'huge-chunk',
  'early-end',
] as const;
export type Fault = (typeof FAULTS)[number];

/** After these a stream has begun and does not end as it should: its usage row says partial. */
export const BREAKING: ReadonlySet<Fault> = new Set<Fault>(['hang-mid-stream', 'reset-mid-stream', 'early-end']);

/** After these the answer is whole. */
export const WHOLE: ReadonlySet<Fault> = new Set<Fault>(['good', 'slow-chunks', 'huge-chunk']);

/** Half of all requests are answered well; the other half gets each fault equally often. */
export function faultFor(random: () => number): Fault {
  if (random() < 0.5) return 'good';
  return FAULTS[1 + Math.floor(random() * (FAULTS.length - 1))] ?? 'good';
}
