import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../sqlite.ts';

/** Entries of the audit can be added only: whoever has the file open through this cannot change them. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS review_cases (
  id TEXT PRIMARY KEY, tenant TEXT NOT NULL, waiting INTEGER NOT NULL, cursor TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS review_cases_by_time ON review_cases (waiting, cursor);
CREATE TABLE IF NOT EXISTS review_decisions (
  tenant TEXT NOT NULL, case_id TEXT NOT NULL, expires_at INTEGER NOT NULL, decision TEXT NOT NULL, PRIMARY KEY (tenant, case_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review_audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, entry TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS review_audit_by_case ON review_audit (case_id);
CREATE TRIGGER IF NOT EXISTS review_audit_stays BEFORE UPDATE ON review_audit BEGIN SELECT RAISE(ABORT, 'audit entries stay'); END;
CREATE TRIGGER IF NOT EXISTS review_audit_is_kept BEFORE DELETE ON review_audit BEGIN SELECT RAISE(ABORT, 'audit entries stay'); END`;

/** The tables of the review queue in the local platform's database: the router writes and reads them as well as the review function. */
export const openReviews = (file: string): DatabaseSync => openDatabase(file, SCHEMA);
