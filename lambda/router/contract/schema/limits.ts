import { object, oneOf, whole } from './schema.ts';

const rates = { requestsPerMinute: whole, tokensPerMinute: whole, concurrency: whole };

export const tenantLimits = object(
  { whenUnavailable: oneOf('refuse', 'localShare') },
  { ...rates, perKey: object({}, rates), perUser: object({}, rates) },
);
