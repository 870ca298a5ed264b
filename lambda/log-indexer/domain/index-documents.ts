import { asText, type LogDocument } from './log-documents.ts';

/** What indexing needs from outside. */
export interface IndexPorts {
  /** @returns a status of HTTP for each document, in their order */
  readonly write: (documents: readonly LogDocument[]) => Promise<readonly number[]>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

const TRIES = 4;

/**
 * Writes documents, and those that were refused again: one whose fields do not fit its index as text alone, the others after a pause.
 *
 * @throws Error when some are still refused; the batch then comes again as a whole
 */
export async function indexDocuments(documents: readonly LogDocument[], { write, wait }: IndexPorts): Promise<void> {
  let left = documents;
  for (let tried = 0; left.length > 0; tried += 1) {
    if (tried === TRIES) throw new Error(`${left.length} of ${documents.length} log lines were refused ${TRIES} times`);
    if (tried > 0) await wait(200 * 2 ** tried);
    const statuses = await write(left);
    left = left.flatMap((document, at) => {
      const status = statuses[at] ?? 0;
      if (status >= 200 && status < 300) return [];
      return status === 400 ? asText(document) : document;
    });
  }
}
