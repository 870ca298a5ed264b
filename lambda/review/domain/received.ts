import { CASE_ID_PATTERN, type ReviewCase } from '../contract.ts';
import { recordOf } from './case-record.ts';
import type { CaseStore } from './ports.ts';

/** One message of a batch, as SQS hands it over. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Stores the cases of a batch. A case that comes twice, in whatever order and whatever became of it meanwhile, changes nothing.
 *
 * @returns the messages that could not be stored, with why: the queue brings them again, and at last puts them aside
 */
export async function receive(messages: readonly QueueMessage[], store: CaseStore): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  await Promise.all(
    messages.map(async ({ messageId, body }) => {
      try {
        await store.add(recordOf(caseIn(body)));
      } catch (error) {
        failed.set(messageId, error);
      }
    }),
  );
  return failed;
}

const TEXTS = ['id', 'tenant', 'requestId', 'side', 'createdAt', 'redacted', 'sealed', 'fingerprint'] as const;

/** @throws Error that names what is missing, never what is there */
function caseIn(body: string): ReviewCase {
  const value: unknown = JSON.parse(body);
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const missing: string[] = TEXTS.filter((name) => typeof fields[name] !== 'string');
  if (!CASE_ID_PATTERN.test(String(fields.id))) missing.push('id in its shape');
  if (!Array.isArray(fields.hits)) missing.push('hits');
  for (const name of ['scores', 'policy']) if (typeof fields[name] !== 'object' || fields[name] === null) missing.push(name);
  if (Number.isNaN(Date.parse(String(fields.createdAt)))) missing.push('createdAt as a time');
  if (missing.length > 0) throw new Error(`the message is no case: ${missing.join(', ')} missing`);
  return value as ReviewCase;
}
