import type { SQLOutputValue } from 'node:sqlite';
import { openReviews } from '../../common/review/database.ts';
import { inTransaction } from '../../common/sqlite.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { type CaseRecord, isWaiting } from '../domain/case-record.ts';
import type { CaseStore } from '../domain/ports.ts';
import { cursorOf, listed } from './case-rows.ts';

/** Keeps cases, who did what to them, and decisions in the one database file of the local platform. */
export function sqliteCases(file: string): CaseStore {
  const database = openReviews(file);
  const insert = database.prepare('INSERT OR IGNORE INTO review_cases VALUES (?, ?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT record FROM review_cases WHERE id = ?');
  const page = database.prepare(
    'SELECT record FROM review_cases WHERE waiting = ? AND (? IS NULL OR tenant = ?) AND cursor > ? ORDER BY cursor LIMIT ?',
  );
  const update = database.prepare('UPDATE review_cases SET waiting = ?, version = ?, record = ? WHERE id = ? AND version = ?');
  const decide = database.prepare('INSERT OR REPLACE INTO review_decisions VALUES (?, ?, ?, ?)');
  const note = database.prepare('INSERT INTO review_audit (case_id, entry) VALUES (?, ?)');
  const notes = database.prepare('SELECT entry FROM review_audit WHERE case_id = ? ORDER BY number');
  const waiting = (record: CaseRecord) => Number(isWaiting(record));

  return {
    add: async (record) => {
      const { id, tenant } = record.case;
      const row = [id, tenant, waiting(record), cursorOf(record), record.version, JSON.stringify(record)];
      return insert.run(...row).changes === 1;
    },
    find: async (id) => {
      const row = select.get(id);
      return row && recordIn(row);
    },
    list: async ({ tenant = null, waiting: wanted, limit, after = '' }) =>
      page.all(Number(wanted), tenant, tenant, after, limit).map((row) => listed(recordIn(row))),
    replace: async (record, entry, decision) => {
      const { id, tenant } = record.case;
      return inTransaction(database, () => {
        const { changes } = update.run(waiting(record), record.version, JSON.stringify(record), id, record.version - 1);
        if (changes === 1) {
          note.run(id, JSON.stringify(entry));
          if (decision !== undefined) decide.run(tenant, id, decision.expiresAt, JSON.stringify(decision));
        }
        return changes === 1;
      });
    },
    note: async (entry) => {
      note.run(entry.caseId, JSON.stringify(entry));
    },
    audit: async (id) => notes.all(id).map(({ entry }) => JSON.parse(String(entry)) as AuditEntry),
  };
}

const recordIn = ({ record }: Record<string, SQLOutputValue>): CaseRecord => JSON.parse(String(record)) as CaseRecord;
