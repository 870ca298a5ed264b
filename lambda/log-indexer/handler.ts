import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { environmentCredentials } from '../common/environment-credentials.ts';
import { adapterFor } from '../common/locator.ts';
import { errorFields, log } from '../common/log.ts';
import { logCollection } from './adapters/collection.ts';
import { LogIndexerEnvironment } from './contract.ts';
import { indexDocuments } from './domain/index-documents.ts';
import { type LogBatch, logDocuments } from './domain/log-documents.ts';

const unpack = promisify(gunzip);
const { AWS_REGION: region = '' } = process.env;
const write = adapterFor(process.env, LogIndexerEnvironment.COLLECTION, {
  opensearch: (endpoint) => logCollection(endpoint, { region, credentials: async () => environmentCredentials(process.env) }),
});

/** Takes what subscription filters send into the collection; Lambda tries again what fails, and keeps it in the end. */
export const handler = async ({ awslogs }: CloudWatchLogsEvent): Promise<void> => {
  const batch = JSON.parse((await unpack(Buffer.from(awslogs.data, 'base64'))).toString()) as LogBatch;
  try {
    await indexDocuments(logDocuments(batch), { write, wait });
  } catch (error) {
    log('error', 'log lines not indexed', { logGroup: batch.logGroup, lines: batch.logEvents.length, ...errorFields(error) });
    throw error;
  }
};
