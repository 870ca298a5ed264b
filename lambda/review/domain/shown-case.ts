import type { AuditEntry } from './audit.ts';
import { type CaseRecord, stateOf } from './case-record.ts';

/** What a reviewer is told of a case. Never the sealed text, nor the fingerprint. */
export function shownCase(record: CaseRecord, now: number) {
  const { sealed: _sealed, fingerprint: _fingerprint, ...facts } = record.case;
  const { version, lease, decisions, appeal } = record;
  const state = stateOf(record, now);
  return {
    ...facts,
    state,
    version,
    ...(state === 'claimed' && lease && { claimedBy: lease.by, claimedUntil: new Date(lease.until).toISOString() }),
    decisions,
    ...(appeal && { appeal }),
  };
}

/** The same with what was done to it. */
export const openedCase = (record: CaseRecord, audit: readonly AuditEntry[], now: number) => ({
  ...shownCase(record, now),
  audit: audit.map(({ action, by, at, detail }) => ({ action, by, at, ...(detail !== undefined && { detail }) })),
});
