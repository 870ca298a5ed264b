import { cursorOf, listed } from '../../../../lambda/review/adapters/case-rows.ts';
import type { DecisionEntry } from '../../../../lambda/review/contract.ts';
import type { AuditEntry } from '../../../../lambda/review/domain/audit.ts';
import { type CaseRecord, isWaiting } from '../../../../lambda/review/domain/case-record.ts';
import type { CaseStore } from '../../../../lambda/review/domain/ports.ts';

export interface MemoryCases extends CaseStore {
  readonly decisions: Map<string, DecisionEntry>;
  readonly entries: AuditEntry[];
}

/** A store in which other things happen between any two steps of a reviewer. */
export function memoryCases(pause: () => Promise<void> = async () => {}): MemoryCases {
  const records = new Map<string, CaseRecord>();
  const decisions = new Map<string, DecisionEntry>();
  const entries: AuditEntry[] = [];
  return {
    decisions,
    entries,
    add: async (record) => {
      await pause();
      if (records.has(record.case.id)) return false;
      records.set(record.case.id, record);
      return true;
    },
    find: async (id) => {
      await pause();
      return records.get(id);
    },
    list: async ({ tenant, waiting, limit, after = '' }) =>
      [...records.values()]
        .filter((record) => isWaiting(record) === waiting && (tenant === undefined || record.case.tenant === tenant))
        .filter((record) => cursorOf(record) > after)
        .sort((a, b) => (cursorOf(a) < cursorOf(b) ? -1 : 1))
        .slice(0, limit)
        .map(listed),
    replace: async (record, entry, decision) => {
      await pause();
      if (records.get(record.case.id)?.version !== record.version - 1) return false;
      records.set(record.case.id, record);
      entries.push(entry);
      if (decision !== undefined) decisions.set(record.case.id, decision);
      return true;
    },
    note: async (entry) => {
      entries.push(entry);
    },
    audit: async (caseId) => entries.filter((entry) => entry.caseId === caseId),
  };
}
