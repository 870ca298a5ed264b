import { usageTable } from '../../common/usage-table.ts';
import type { Ledger } from '../domain/ledger/ledger.ts';

/** Writes rows to the ledger's table. What the router does not live to record is lost, unless a queue stands behind it: `queuedLedger`. */
export function dynamoDbLedger(table: string, retentionDays: number | undefined): Ledger {
  const { put } = usageTable(table, retentionDays);
  return { record: put };
}
