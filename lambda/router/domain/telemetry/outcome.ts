import type { FailureKind } from '../ports.ts';
import type { Attempt } from '../usage.ts';

const KINDS: ReadonlySet<string> = new Set<FailureKind | 'asleep'>([
  'unreachable',
  'slow',
  'stalled',
  'broken',
  'overdue',
  'cancelled',
  'stopped',
  'asleep',
]);

/**
 * How an attempt ended, in few words that can label a metric: `success`, `cancelled` when the client left, `stopped` when the platform did, `unreachable`, `slow`,
 * `stalled`, `broken`, `overdue`, `asleep` as a model without replicas is, or the status with which the upstream refused.
 */
export function outcomeOf({ failure, partial }: Pick<Attempt, 'failure' | 'partial'>): string {
  if (failure === undefined) return partial ? 'cancelled' : 'success';
  const status = /^status (\d{3})$/.exec(failure)?.[1];
  if (status !== undefined) return status;
  const kind = /^\w+/.exec(failure)?.[0] ?? '';
  // A stream that ended too early came to no agreed end.
  return KINDS.has(kind) ? kind : 'broken';
}
