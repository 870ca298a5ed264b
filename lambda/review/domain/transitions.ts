import type { Verdict } from '../contract.ts';
import type { AuditEntry } from './audit.ts';
import { type CaseRecord, type Decision, isWaiting, stateOf } from './case-record.ts';

/** How long a claim lasts; claiming again makes it last as long from then on. */
export const LEASE_MS = 15 * 60_000;

export type Transition =
  | { readonly kind: 'changed'; readonly record: CaseRecord; readonly entry: AuditEntry }
  /** It is like that already: the request came twice. */
  | { readonly kind: 'same'; readonly record: CaseRecord }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** @param now epoch milliseconds */
export function claim(record: CaseRecord, by: string, now: number): Transition {
  if (!isWaiting(record)) return decidedAlready(record);
  const { lease, decisions } = record;
  if (lease !== undefined && lease.until > now && lease.by !== by) {
    return refused('claimed', `The case is claimed by ${lease.by} until ${iso(lease.until)}.`);
  }
  if (decisions[0]?.by === by) {
    return refused('same_person', 'You made the decision that is appealed against; somebody else has to decide now.');
  }
  const until = now + LEASE_MS;
  return changed(record, { lease: { by, until } }, { action: 'claimed', by, at: iso(now), detail: `until ${iso(until)}` });
}

export interface NewDecision {
  readonly by: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly phrase?: string;
}

/** Only whoever holds the case decides it, and only once. */
export function decide(record: CaseRecord, { by, ...said }: NewDecision, now: number): Transition {
  if (!isWaiting(record)) {
    const last = record.decisions.at(-1);
    return last !== undefined && sameDecision(last, { by, ...said }) ? { kind: 'same', record } : decidedAlready(record);
  }
  if (stateOf(record, now) !== 'claimed' || record.lease?.by !== by) {
    return refused('not_claimed', 'Claim the case first; a claim lasts fifteen minutes.');
  }
  const decision: Decision = { ...said, by, at: iso(now) };
  const { lease: _, ...released } = record;
  const entry = { action: 'decided', by, at: iso(now), detail: `${said.verdict}: ${said.reason}` } as const;
  return changed(released, { decisions: [...record.decisions, decision] }, entry);
}

/** A decision can be appealed against once; the second one is final. */
export function appeal(record: CaseRecord, by: string, reason: string, now: number): Transition {
  const { appeal: earlier } = record;
  if (earlier !== undefined) {
    const twice = earlier.by === by && earlier.reason === reason;
    return twice ? { kind: 'same', record } : refused('appealed', 'There was an appeal already; the second decision is final.');
  }
  if (isWaiting(record)) return refused('not_decided', 'There is no decision yet that an appeal could be against.');
  const at = iso(now);
  return changed(record, { appeal: { by, reason, at } }, { action: 'appealed', by, at, detail: reason });
}

function changed(
  record: CaseRecord,
  difference: Partial<Pick<CaseRecord, 'lease' | 'decisions' | 'appeal'>>,
  entry: Omit<AuditEntry, 'caseId' | 'tenant'>,
): Transition {
  const { id: caseId, tenant } = record.case;
  const next = Object.freeze({ ...record, ...difference, version: record.version + 1 });
  return { kind: 'changed', record: next, entry: { caseId, tenant, ...entry } };
}

const refused = (code: string, message: string): Transition => ({ kind: 'refused', code, message });

const decidedAlready = ({ decisions }: CaseRecord): Transition =>
  refused('decided', `The case is decided: ${decisions.at(-1)?.verdict}, by ${decisions.at(-1)?.by}.`);

const sameDecision = (a: NewDecision, b: NewDecision): boolean =>
  a.by === b.by && a.verdict === b.verdict && a.reason === b.reason && a.phrase === b.phrase;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
