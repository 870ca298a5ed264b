import type { UsageRow } from '../../router/contract/usage.ts';

/** One message of the queue. */
export interface Message {
  readonly messageId: string;
  /** A usage row as JSON. */
  readonly body: string;
}

export interface WriterPorts {
  /** Keeps a row; one that comes twice or too late changes nothing. */
  readonly put: (row: UsageRow) => Promise<void>;
  readonly log: (level: 'info' | 'error', message: string, fields: Readonly<Record<string, string | number>>) => void;
}

/**
 * Puts every row of a batch.
 *
 * @returns the messages that are to come again
 */
export async function writeRows(messages: readonly Message[], { put, log }: WriterPorts): Promise<readonly string[]> {
  const failed = await Promise.all(
    messages.map(async ({ messageId, body }) => {
      try {
        await put(rowOf(body));
        return [];
      } catch (error) {
        log('error', 'usage row not written', { messageId, error: error instanceof Error ? error.message : String(error) });
        return [messageId];
      }
    }),
  );
  return failed.flat();
}

/**
 * The row in a message. What a row's key and sum are made of is looked at: whatever else stands in it, the router wrote.
 *
 * @throws Error when the text is no usage row
 */
export function rowOf(body: string): UsageRow {
  const row: unknown = JSON.parse(body);
  if (isRow(row)) return row;
  throw new Error('the message is no usage row');
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function isRow(value: unknown): value is UsageRow {
  if (typeof value !== 'object' || value === null) return false;
  const { tenant, requestId, at, attempt, inputTokens, outputTokens } = value as Readonly<Record<string, unknown>>;
  const named = [tenant, requestId].every((text) => typeof text === 'string' && text !== '');
  const counted = [attempt, inputTokens, outputTokens].every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
  return named && counted && typeof at === 'string' && TIME.test(at);
}
