import type { Observation } from './observation.ts';

/** nginx's status for a client that left before there was one. */
const CLIENT_GONE = 499;

/** How a request ended, as metrics count it: its status, or `asleep` when it was refused because a model is being woken, which is no failure. */
export const statusLabel = ({ status = CLIENT_GONE, asleep }: Pick<Observation, 'status' | 'asleep'>): string =>
  asleep && status >= 500 ? 'asleep' : String(status);
