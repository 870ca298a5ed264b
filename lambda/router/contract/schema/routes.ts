import { HOURS_PATTERN, ROUTE_STRATEGIES, WEEKDAYS } from '../routes.ts';
import { amount, filledListOf, flag, object, oneOf, positive, type Schema, text, texts, whole } from './schema.ts';

const bounds = object({}, { min: amount, max: amount });

const hours: Schema = { type: 'string', pattern: HOURS_PATTERN.source, description: 'two times such as 08:00-18:00' };

const conditions = object(
  {},
  {
    tenants: texts,
    regions: texts,
    time: filledListOf(object({}, { days: filledListOf(oneOf(...WEEKDAYS)), hours, zone: text })),
    contextTokens: bounds,
    complexity: bounds,
    stream: flag,
    maxMicroDollars: whole,
  },
);

export const modelRoute = object(
  {
    strategy: oneOf(...ROUTE_STRATEGIES),
    splitBy: oneOf('request', 'principal'),
    candidates: filledListOf(object({ model: text }, { weight: positive, when: conditions })),
  },
  { defaultAnswer: text },
);
