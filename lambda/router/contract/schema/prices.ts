import { filledListOf, object, type Schema, text } from './schema.ts';

const price: Schema = { type: 'integer', minimum: 0 };

const required = { input: price, output: price };
const optional = { cachedInput: price, cacheWrite: price, cacheWrite1h: price, reasoning: price };

export const modelPrice = object(
  { ...required, catalogue: text },
  { ...optional, version: text, entry: text, tiers: filledListOf(object({ above: price, ...required }, optional)) },
);
