import type { Message, ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/** Preferred sizes, priorities, and what preserving the order forbids. */
export function checkDynamicBatching(config: ModelConfig): readonly ConfigProblem[] {
  const batching = config.dynamic_batching;
  if (!batching) return [];
  return [
    ...checkPreferredSizes(batching.preferred_batch_size, config.max_batch_size ?? 0, 'dynamic_batching.preferred_batch_size'),
    ...checkPriorities(batching),
    ...(batching.preserve_ordering ? checkOrder(batching) : []),
  ];
}

/** Of dynamic batching and of the oldest-first strategy of sequence batching. */
export function checkPreferredSizes(sizes: readonly number[] = [], most: number, path: string): readonly ConfigProblem[] {
  return sizes.flatMap((size, at) => {
    if (size <= 0) return [{ path: `${path}[${at}]`, message: `a preferred batch size is ${size}; write 1 or more` }];
    if (size <= most) return [];
    return [
      {
        path: `${path}[${at}]`,
        message: `the preferred batch size ${size} is above max_batch_size ${most}; write ${most} at the most`,
      },
    ];
  });
}

function checkPriorities(batching: Message<'ModelDynamicBatching'>): readonly ConfigProblem[] {
  const { priority_levels: levels = 0, default_priority_level: level = 0 } = batching;
  if (levels === 0) return [];
  const inRange = (each: number) => each >= 1 && each <= levels;
  return [
    ...(inRange(level)
      ? []
      : [
          {
            path: 'dynamic_batching.default_priority_level',
            message: `default_priority_level is ${level} and there are ${levels} levels; write 1 (the highest) to ${levels}`,
          },
        ]),
    ...Object.keys(batching.priority_queue_policy ?? {})
      .filter((key) => !inRange(Number(key)))
      .map((key) => ({
        path: `dynamic_batching.priority_queue_policy[${key}]`,
        message: `a queue policy is for priority ${key} and there are ${levels} levels; write 1 to ${levels}`,
      })),
  ];
}

function checkOrder(batching: Message<'ModelDynamicBatching'>): readonly ConfigProblem[] {
  const path = 'dynamic_batching.preserve_ordering';
  const policies = [batching.default_queue_policy ?? {}, ...Object.values(batching.priority_queue_policy ?? {})];
  const delays = policies.some((policy) => policy.default_timeout_microseconds && policy.timeout_action === 'DELAY');
  return [
    ...((batching.priority_levels ?? 0) > 1
      ? [{ path, message: `preserve_ordering and ${batching.priority_levels} priority levels exclude each other; keep one` }]
      : []),
    ...(delays ? [{ path, message: 'preserve_ordering and the timeout_action DELAY exclude each other; write REJECT' }] : []),
  ];
}
