import { ABUSE_ACTIONS } from '../abuse.ts';
import { object, type Schema, whole } from './schema.ts';

const score: Schema = { type: 'number', minimum: 0.05, maximum: 1 };

export const abuse = object(
  { coolingOffSeconds: whole, longestCoolingOffSeconds: whole },
  Object.fromEntries(ABUSE_ACTIONS.map((action) => [action, score])),
);
