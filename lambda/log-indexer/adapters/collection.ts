import { type AwsAccess, awsHeaders } from '../../common/vectors/adapters/aws-headers.ts';
import { jsonClient } from '../../common/vectors/adapters/json-http.ts';
import type { IndexPorts } from '../domain/index-documents.ts';
import type { LogDocument } from '../domain/log-documents.ts';

/** OpenSearch Serverless takes ten megabytes in one request. */
const REQUEST_CHARACTERS = 2_000_000;
/** Asked to come again later. */
const BUSY = [429, 500, 502, 503, 504];

interface BulkAnswer {
  readonly items?: readonly { readonly index?: { readonly status?: number } }[];
}

/**
 * A collection for time series, which gives every document an id of its own.
 *
 * @param endpoint of the collection, e.g. `https://abc123.eu-west-1.aoss.amazonaws.com`
 */
export function logCollection(endpoint: string, access: AwsAccess): IndexPorts['write'] {
  const ask = jsonClient('opensearch', endpoint, awsHeaders(endpoint, 'aoss', access));
  return async (documents) => {
    const statuses: number[] = [];
    for (const part of parts(documents.map(linesOf))) {
      const { status, body } = await ask('POST', '/_bulk', part.join(''), BUSY);
      const { items = [] } = (body ?? {}) as BulkAnswer;
      statuses.push(...part.map((_, at) => (BUSY.includes(status) ? status : (items[at]?.index?.status ?? 0))));
    }
    return statuses;
  };
}

const linesOf = ({ index, body }: LogDocument): string =>
  `${JSON.stringify({ index: { _index: index } })}\n${JSON.stringify(body)}\n`;

/** Texts in their order, as many together as one request may have. */
function parts(texts: readonly string[]): string[][] {
  const all: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    size += text.length;
    if (size > REQUEST_CHARACTERS) {
      all.push([]);
      size = text.length;
    }
    all.at(-1)?.push(text);
  }
  return all;
}
