import { DEFAULT_TIMEOUTS } from '../../../lambda/router/contract/resilience.ts';
import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

const PARTS = ['connectSeconds', 'firstTokenSeconds', 'stallSeconds'] as const;

/** A model's time limits belong to an upstream, and none is longer than the whole. */
export const checkTimeouts: Check = (input) =>
  Object.entries(input.data.models ?? {}).flatMap(([name, { timeouts, echo, hashingEmbedder }]): Problem[] => {
    if (timeouts === undefined) return [];
    const path = ['models', name, 'timeouts'];
    if (echo !== undefined || hashingEmbedder !== undefined) {
      return [problem(path, undefined, 'is for upstreams, but this model is computed in the router; leave it out')];
    }
    const { totalSeconds } = timeouts;
    const total = totalSeconds ?? DEFAULT_TIMEOUTS.totalMs / 1000;
    const whole = `the ${totalSeconds === undefined ? 'default ' : ''}totalSeconds of ${total}`;
    return PARTS.flatMap((part) => {
      const seconds = timeouts[part];
      if (seconds === undefined || seconds <= total) return [];
      return [problem([...path, part], seconds, `is above ${whole} and would never be reached; lower it, or raise totalSeconds`)];
    });
  });
