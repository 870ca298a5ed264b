import { invalidRequest } from '../http/openai-error.ts';
import { placeOf } from './reader.ts';

/** A checked `GET /v1/usage`. Times are epoch milliseconds. */
export interface UsageQuery {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  /** Most buckets of a page. */
  readonly limit: number;
  readonly byModel: boolean;
  /** The place of the last row of the page before. @default - the page begins with a bucket */
  readonly after?: string;
}

const HOUR_MS = 3_600_000;

/** As in OpenAI's usage API. */
export const WIDTHS: Readonly<Record<string, { readonly bucketMs: number; readonly usual: number; readonly most: number }>> = {
  '1h': { bucketMs: HOUR_MS, usual: 24, most: 168 },
  '1d': { bucketMs: 24 * HOUR_MS, usual: 7, most: 31 },
};

const PARAMETERS = ['start_time', 'end_time', 'bucket_width', 'group_by', 'group_by[]', 'limit', 'page'] as const;
export type UsageParameter = (typeof PARAMETERS)[number];

/** The last second that a date of ours can hold with four digits of a year. */
const LATEST = 253_402_300_799;

/** @throws OpenAiError 400 that names the parameter */
export function parseUsageQuery(query: Readonly<Record<string, unknown>>, now: number): UsageQuery {
  const unknown = Object.keys(query).find((name) => !(PARAMETERS as readonly string[]).includes(name));
  if (unknown !== undefined) throw invalidRequest(`Unknown parameter '${unknown}'; there are ${PARAMETERS.join(', ')}.`, unknown);
  const start = whole(query.start_time, 'start_time', 0, LATEST);
  if (start === undefined)
    throw invalidRequest("Parameter 'start_time' is missing: Unix seconds, the first moment.", 'start_time');
  const end = whole(query.end_time, 'end_time', 0, LATEST);
  const to = end === undefined ? now : end * 1000;
  if (to <= start * 1000) throw invalidRequest("'end_time' must lie after 'start_time'.", 'end_time');
  const width = WIDTHS[String(query.bucket_width ?? '1d')];
  if (width === undefined)
    throw invalidRequest(`'bucket_width' must be one of ${Object.keys(WIDTHS).join(', ')}.`, 'bucket_width');
  const limit = whole(query.limit, 'limit', 1, width.most) ?? width.usual;
  const groupBy = query.group_by ?? query['group_by[]'];
  if (groupBy !== undefined && groupBy !== 'model') throw invalidRequest("'group_by' must be model, or be left out.", 'group_by');
  const asked = { to, bucketMs: width.bucketMs, limit, byModel: groupBy === 'model' };
  return { from: start * 1000, ...asked, ...placeIn(query.page, start * 1000, to) };
}

function whole(value: unknown, name: string, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw invalidRequest(`'${name}' must be a whole number from ${least} to ${most}.`, name);
}

/** Where the next page begins: at a moment, after a row or both. */
export const pageToken = (from: number, after?: string): string => Buffer.from(`${from} ${after ?? ''}`).toString('base64url');

function placeIn(page: unknown, start: number, to: number): Partial<Pick<UsageQuery, 'from' | 'after'>> {
  if (page === undefined) return {};
  const [, at, after = ''] = /^(\d{1,15}) (.*)$/.exec(Buffer.from(String(page), 'base64url').toString()) ?? [];
  const from = Number(at);
  if (from >= start && from < to && (after === '' || placeOf(after) !== undefined)) return { from, ...(after && { after }) };
  throw invalidRequest("'page' must be the 'next_page' of an answer to the same request.", 'page');
}
