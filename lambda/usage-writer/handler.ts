import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { adapterFor } from '../common/locator.ts';
import { log } from '../common/log.ts';
import { retentionDays } from '../common/retention-days.ts';
import { usageTable } from '../common/usage-table.ts';
import { UsageWriterEnvironment } from './contract.ts';
import { writeRows } from './domain/write-rows.ts';

const days = retentionDays(UsageWriterEnvironment.RETENTION_DAYS, process.env[UsageWriterEnvironment.RETENTION_DAYS]);
const { put } = adapterFor(process.env, UsageWriterEnvironment.LEDGER, { dynamodb: (table) => usageTable(table, days) });

/** Takes rows from the queue into the ledger; what fails comes again alone. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const failed = await writeRows(Records, { put, log });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
