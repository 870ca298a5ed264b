import type { Reach } from './access.ts';
import { type CaseRecord, type CaseState, isWaiting, stateOf } from './case-record.ts';
import type { CaseStore, Cursor, ListedCase } from './ports.ts';

export interface ListFilter {
  /** @default - open, claimed and appealed: everything that waits for a decision */
  readonly state?: CaseState;
  /** Something of this category was found, or scored above 0. @default - any */
  readonly category?: string;
  /** @default - every tenant within reach */
  readonly tenant?: string;
  readonly limit: number;
  readonly after?: Cursor;
}

export interface ListPage {
  readonly records: readonly CaseRecord[];
  /** @default - this is the last page */
  readonly next?: Cursor;
}

const PAGE = 50;

/** Cases that are looked at for one page of a filtered list: a rare category does not read the whole table. */
const MAX_READ = 1_000;

/** Oldest first, of all tenants within reach. */
export async function listCases(store: CaseStore, reach: Reach, filter: ListFilter, now: number): Promise<ListPage> {
  const waiting = filter.state !== 'decided';
  const tenants = filter.tenant !== undefined ? [filter.tenant] : reach === 'all' ? [undefined] : [...reach];
  const records: CaseRecord[] = [];
  let { after } = filter;
  for (let read = 0; read < MAX_READ; ) {
    const page = await merged(store, tenants, waiting, after);
    for (const { record, cursor } of page) {
      if (records.length === filter.limit) return { records, ...(after !== undefined && { next: after }) };
      after = cursor;
      if (matches(record, filter, now)) records.push(record);
    }
    if (page.length < PAGE) return { records };
    read += page.length;
  }
  return { records, ...(after !== undefined && { next: after }) };
}

/** The first of several tenants' lists, in one order. */
async function merged(
  store: CaseStore,
  tenants: readonly (string | undefined)[],
  waiting: boolean,
  after: Cursor | undefined,
): Promise<readonly ListedCase[]> {
  const lists = await Promise.all(
    tenants.map((tenant) =>
      store.list({ ...(tenant !== undefined && { tenant }), waiting, limit: PAGE, ...(after !== undefined && { after }) }),
    ),
  );
  return lists
    .flat()
    .sort((a, b) => (a.cursor < b.cursor ? -1 : 1))
    .slice(0, PAGE);
}

function matches(record: CaseRecord, { state, category }: ListFilter, now: number): boolean {
  if (state !== undefined && stateOf(record, now) !== state) return false;
  const { scores, hits } = record.case;
  return category === undefined || (scores[category] ?? 0) > 0 || hits.some((hit) => hit.category === category);
}

export interface QueueStats {
  readonly open: number;
  readonly claimed: number;
  readonly appealed: number;
  /** ISO 8601, UTC: when the case came in that has waited longest. @default - none waits */
  readonly oldest?: string;
  /** There are more than could be counted. @default - all are counted */
  readonly more?: true;
}

/**
 * For how many seconds that case of the first thousand has waited for a decision that has waited longest: since it came in, or since the
 * appeal. 0 when none waits.
 */
export async function longestWait(store: CaseStore, now: number): Promise<number> {
  const { records } = await listCases(store, 'all', { limit: MAX_READ }, now);
  const since = records.map(({ case: { createdAt }, appeal }) => Date.parse(appeal?.at ?? createdAt));
  return (now - Math.min(now, ...since)) / 1000;
}

/** What waits for reviewers with this reach; counts the first thousand. */
export async function queueStats(store: CaseStore, reach: Reach, now: number): Promise<QueueStats> {
  const { records, next } = await listCases(store, reach, { limit: MAX_READ }, now);
  const counts = { open: 0, claimed: 0, appealed: 0 };
  for (const record of records.filter(isWaiting)) {
    const state = stateOf(record, now);
    if (state !== 'decided') counts[state] += 1;
  }
  const oldest = records[0]?.case.createdAt;
  return { ...counts, ...(oldest !== undefined && { oldest }), ...(next !== undefined && { more: true as const }) };
}
