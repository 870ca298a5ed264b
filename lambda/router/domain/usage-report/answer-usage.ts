import type { CallerContext } from '../../../authorizer/contract.ts';
import { sendJson } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { Buckets, floorTo, type UsageBucket } from './buckets.ts';
import { pageToken, parseUsageQuery, type UsageQuery } from './query.ts';
import { placeOf, type UsageReader } from './reader.ts';

/** Rows that are read for one answer: what is left is told on the next page, so that no answer takes long. */
const ROWS_OF_AN_ANSWER = 20_000;
const ROWS_OF_A_READ = 1_000;

export interface UsageAnswer {
  readonly object: 'page';
  readonly data: readonly UsageBucket[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

/** `GET /v1/usage`: what the caller's own tenant used. There is no way to ask for another one. */
export async function answerUsage(exchange: Exchange, { tenant }: CallerContext): Promise<void> {
  const { ports, request, requestId, sink } = exchange;
  const query = parseUsageQuery(request.query, ports.clock.now());
  const answer = await usageOf(ports.usage, tenant, query, ROWS_OF_AN_ANSWER).catch((error: unknown) => {
    ports.log('error', 'ledger not readable', { requestId, error: error instanceof Error ? error.message : String(error) });
    throw new OpenAiError(503, 'The usage ledger cannot be read at the moment.', { code: 'usage_unavailable' });
  });
  sendJson(sink, requestId, 200, answer);
}

/**
 * One page. A bucket of very many rows may go on with the next page; the results of all pages add up to the usage.
 *
 * @param rows most rows to read
 */
export async function usageOf(reader: UsageReader, tenant: string, query: UsageQuery, rows: number): Promise<UsageAnswer> {
  const { from, to, bucketMs, limit, byModel } = query;
  const end = Math.min(to, floorTo(from, bucketMs) + limit * bucketMs);
  const buckets = new Buckets({ from, to: end, bucketMs, byModel });
  let { after } = query;
  let left = rows;
  do {
    const range = { tenant, from: iso(from), to: iso(end), limit: Math.min(left, ROWS_OF_A_READ) };
    const page = await reader.page({ ...range, ...(after !== undefined && { after }) });
    for (const row of page.rows) buckets.add(row);
    left -= page.rows.length;
    after = page.next;
  } while (after !== undefined && left > 0);
  const last = after === undefined ? undefined : placeOf(after);
  if (last !== undefined) {
    const at = Date.parse(last.at);
    return pageOf(buckets.until(at + 1), pageToken(Math.max(from, floorTo(at, bucketMs)), after));
  }
  return pageOf(buckets.until(end), end < to ? pageToken(end) : null);
}

const iso = (at: number): string => new Date(at).toISOString();

const pageOf = (data: readonly UsageBucket[], next_page: string | null): UsageAnswer => ({
  object: 'page',
  data,
  has_more: next_page !== null,
  next_page,
});
