/** What a subscription filter of CloudWatch Logs sends, unpacked. */
export interface LogBatch {
  /** `CONTROL_MESSAGE` asks only whether anybody is there. */
  readonly messageType: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** The filter's name says into which index its lines go. */
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[];
}

/** One line, as it is found. */
export interface LogDocument {
  readonly index: string;
  readonly body: {
    readonly '@timestamp': string;
    /** CloudWatch's id of the line: the same for one that came twice. */
    readonly id: string;
    readonly logGroup: string;
    readonly logStream: string;
    /** As it was written. */
    readonly message: string;
    /** Of a line in JSON. @default - a line of text */
    readonly fields?: object;
  };
}

/** A document for each line. Each source has an index of its own: the fields of one cannot spoil those of another. */
export function logDocuments({ messageType, logGroup, logStream, subscriptionFilters, logEvents }: LogBatch): LogDocument[] {
  if (messageType !== 'DATA_MESSAGE') return [];
  const index = `logs-${subscriptionFilters[0] ?? 'other'}`;
  return logEvents.map(({ id, timestamp, message }) => {
    const fields = fieldsOf(message);
    const body = { '@timestamp': new Date(timestamp).toISOString(), id, logGroup, logStream, message };
    return { index, body: { ...body, ...(fields && { fields }) } };
  });
}

/** The document without its fields: its text alone always fits an index. */
export const asText = ({ index, body: { fields: _, ...body } }: LogDocument): LogDocument => ({ index, body });

function fieldsOf(message: string): object | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}
