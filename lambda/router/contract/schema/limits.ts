import { object, oneOf, text, whole } from './schema.ts';

const rates = {
  requestsPerMinute: whole,
  tokensPerMinute: whole,
  microDollarsPerMinute: whole,
  microDollarsPerDay: whole,
  microDollarsPerMonth: whole,
  concurrency: whole,
};

const part = object({}, rates);

export const tenantLimits = object(
  { whenUnavailable: oneOf('refuse', 'localShare') },
  { ...rates, organisation: object({ name: text }, rates), perKey: part, perUser: part, perSession: part },
);
