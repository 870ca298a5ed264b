import { object, positive, type Schema, text, whole } from './schema.ts';

/** A share, or `forecast`: the schema's few keywords cannot say "either"; the platform's own check has. */
const alerts: Schema = { type: 'array', items: { description: "a share above 0, or 'forecast'" } };

const required = { alertAt: alerts, whenReached: object({ block: positive }, { cheaperModel: positive, cacheOnly: positive }) };
const optional = { day: whole, month: whole, cheaperModel: text };

const budget = object(required, optional);

export const tenantBudgets = object(
  {},
  { organisation: object({ ...required, name: text }, optional), tenant: budget, key: budget },
);
