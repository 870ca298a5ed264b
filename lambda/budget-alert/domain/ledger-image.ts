import type { SpendEvent } from './spend.ts';

/** A value of DynamoDB's, as it stands in a stream's record. */
export interface StreamValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
}

/**
 * A row of the usage ledger, from its image in the table's stream.
 *
 * @returns undefined for a row whose cost nobody knows, 'malformed' for what is no row
 */
export function spendEventOf(image: Readonly<Record<string, StreamValue | undefined>>): SpendEvent | 'malformed' | undefined {
  const { tenant, principal, requestId, attempt, at, costMicroDollars } = image;
  const time = Date.parse(at?.S ?? '');
  if (!tenant?.S || principal?.S === undefined || !requestId?.S || attempt?.N === undefined || Number.isNaN(time)) {
    return 'malformed';
  }
  if (costMicroDollars === undefined) return undefined;
  const microDollars = Number(costMicroDollars.N);
  if (!Number.isSafeInteger(microDollars) || microDollars < 0) return 'malformed';
  return { id: `${requestId.S}#${attempt.N}`, tenant: tenant.S, principal: principal.S, at: time, microDollars };
}
