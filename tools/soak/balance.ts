import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import type { Seen } from './client.ts';
import { BREAKING, type Fault, WHOLE } from './faults.ts';

/** What the platform logged of one request. */
export interface Logged {
  readonly requestId: string;
  readonly status: number;
  readonly attempts: number;
  /** Of the last attempt that failed. */
  readonly failure?: string;
}

export interface Books {
  readonly seen: readonly Seen[];
  readonly rows: readonly UsageRow[];
  readonly logged: readonly Logged[];
  /** What the upstream that takes every connection did, by user. */
  readonly shaky: ReadonlyMap<string, readonly Fault[]>;
}

/** @returns what does not balance between clients, ledger, log and upstream, a sentence each */
export function imbalances({ seen, rows, logged, shaky }: Books): readonly string[] {
  const rowsOf = byRequest(rows);
  const attempts = logged.reduce((sum, line) => sum + line.attempts, 0);
  const problems = attempts === rows.length ? [] : [`${attempts} attempts are in the log, ${rows.length} rows in the ledger`];
  for (const [requestId, its] of rowsOf) {
    const numbers = its.map(({ attempt }) => attempt).sort((a, b) => a - b);
    if (numbers.some((number, index) => number !== index + 1)) problems.push(`request ${requestId} has the attempts ${numbers}`);
  }
  const lateOnes = new Set(
    logged.flatMap(({ requestId, failure = '' }) => (/^(?:slow|stalled):/.test(failure) ? [requestId] : [])),
  );
  for (const request of seen) {
    const { requestId = '' } = request;
    problems.push(...problemsOf(request, rowsOf.get(requestId) ?? [], shaky, lateOnes.has(requestId)));
  }
  return problems;
}

/** @param late the platform gave up on an upstream that answered well, only too late: on a busy machine that is the truth */
function problemsOf(seen: Seen, rows: readonly UsageRow[], shaky: Books['shaky'], late: boolean): string[] {
  const { end, status, requestId, model, stream, user, body } = seen;
  if (end === 'left') return [];
  if (status === undefined || requestId === undefined) return [`${model}: no answer (${end})`];
  if (body.includes('internal_error')) return [`${model}: ${status} of our own making: ${body.slice(0, 200)}`];
  if (![200, 429, 500, 502, 503, 504].includes(status)) return [`${model}: status ${status}: ${body.slice(0, 200)}`];
  const faults = shaky.get(user) ?? [];
  const last = faults.at(-1);
  const row = rows.at(-1);
  if (model !== 'shaky' || last === undefined) return [];
  if (faults.length !== rows.length)
    return [`${model} was asked ${faults.length} times (${faults}), the ledger has ${rows.length} rows`];
  const broken = stream && BREAKING.has(last);
  const partial = row?.partial === true;
  if ((broken && !partial) || (WHOLE.has(last) && partial && !late))
    return [`${model}: an answer with ${last} is marked partial: ${partial}`];
  if ((broken || partial) && body.includes('[DONE]')) return [`${model}: a stream with ${last} ends with [DONE]`];
  return [];
}

function byRequest(rows: readonly UsageRow[]): ReadonlyMap<string, readonly UsageRow[]> {
  const found = new Map<string, UsageRow[]>();
  for (const row of rows) {
    const its = found.get(row.requestId) ?? [];
    its.push(row);
    found.set(row.requestId, its);
  }
  return found;
}

/** Tokens that the rows of a tenant add up to. */
export const tokensOf = (rows: readonly UsageRow[]): number =>
  rows.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
