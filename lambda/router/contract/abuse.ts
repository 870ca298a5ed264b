/** What can come of the behaviour of a tenant or of one of its keys, the severest last. */
export const ABUSE_ACTIONS = ['warn', 'throttle', 'block'] as const;

export type AbuseAction = (typeof ABUSE_ACTIONS)[number];

/** From which score on, 0 to 1, which action is taken. An action that is not named never is; at least one is. */
export interface AbuseRules extends Readonly<Partial<Record<AbuseAction, number>>> {
  /** How long an action holds the first time, and each milder one after it. */
  readonly coolingOffSeconds: number;
  /** Each return within a day doubles it, up to this. */
  readonly longestCoolingOffSeconds: number;
}

/** What the short words are made of. */
export const DEFAULT_ABUSE_THRESHOLDS: Readonly<Record<AbuseAction, number>> = Object.freeze({
  warn: 0.5,
  throttle: 0.7,
  block: 0.85,
});
