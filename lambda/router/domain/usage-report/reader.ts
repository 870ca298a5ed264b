import type { UsageRow } from '../../contract/usage.ts';

/** Rows of one tenant. */
export interface UsageRange {
  readonly tenant: string;
  /** ISO 8601, UTC, with milliseconds; the first moment. */
  readonly from: string;
  /** The first moment that is no longer part of it. */
  readonly to: string;
  /** `next` of the page before. @default - the first page */
  readonly after?: string;
  /** Most rows of a page. */
  readonly limit: number;
}

export interface UsagePage {
  /** By time. */
  readonly rows: readonly UsageRow[];
  /** The place of the last row: `cursorOf`. @default - there are no more */
  readonly next?: string;
}

/** Reads the usage ledger. */
export interface UsageReader {
  page(range: UsageRange): Promise<UsagePage>;
}

/** A row's place among those of its tenant. */
export interface Place {
  readonly at: string;
  readonly requestId: string;
  readonly attempt: number;
}

/** `{at}#{requestId}#{attempt}`, as the rows of a day are sorted. */
export const cursorOf = ({ at, requestId, attempt }: Place): string => `${at}#${requestId}#${attempt}`;

/** @returns undefined when the text is no cursor */
export function placeOf(cursor: string): Place | undefined {
  const [, at, requestId, attempt] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)#(.+)#(\d{1,9})$/.exec(cursor) ?? [];
  return at === undefined || requestId === undefined ? undefined : { at, requestId, attempt: Number(attempt) };
}
