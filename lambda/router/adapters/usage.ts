import { adapterFor } from '../../common/locator.ts';
import { once } from '../../common/once.ts';
import { retentionDays } from '../../common/retention-days.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { Ledger } from '../domain/ledger/ledger.ts';
import type { RouterPorts, Upstream } from '../domain/ports.ts';
import type { UsageReader } from '../domain/usage-report/reader.ts';
import { queuedLedger } from './queued-ledger.ts';
import { sqliteLedger } from './sqlite-ledger.ts';
import { sqsUsageQueue } from './sqs-usage-queue.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where usage rows are written and read. What only a few requests need is loaded with the first of them. */
export function usageFrom(environment: Environment, region: string, upstream: Upstream): Pick<RouterPorts, 'ledger' | 'usage'> {
  const days = retentionDays(RouterEnvironment.RETENTION_DAYS, environment[RouterEnvironment.RETENTION_DAYS]);
  const table = adapterFor<Ledger>(environment, RouterEnvironment.LEDGER, {
    sqlite: (file) => sqliteLedger(file),
    dynamodb: (name) => dynamodb(name, days),
  });
  const usage = adapterFor<UsageReader>(environment, RouterEnvironment.LEDGER, {
    sqlite: (file) => reader(async () => (await import('./sqlite-usage-reader.ts')).sqliteUsageReader(file)),
    dynamodb: (name) => reader(async () => (await import('./dynamodb-usage-reader.ts')).dynamoDbUsageReader(name)),
  });
  if (environment[RouterEnvironment.USAGE_QUEUE] === undefined) return { ledger: table, usage };
  const queue = adapterFor(environment, RouterEnvironment.USAGE_QUEUE, { sqs: (url) => sqsUsageQueue(url, region, upstream) });
  return { ledger: queuedLedger(table, queue), usage };
}

/** Loaded with the first row: by then the client has its answer. */
function dynamodb(table: string, days: number | undefined): Ledger {
  const ledger = once(async () => (await import('./dynamodb-ledger.ts')).dynamoDbLedger(table, days));
  return { record: async (row) => (await ledger()).record(row) };
}

function reader(load: () => Promise<UsageReader>): UsageReader {
  const loaded = once(load);
  return { page: async (range) => (await loaded()).page(range) };
}
