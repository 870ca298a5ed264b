import type { Posted } from './runtime-api.ts';

/** What stands before the body of a streamed answer. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StreamedAnswer {
  readonly prelude: Prelude;
  readonly body: string;
}

const CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Between prelude and body. */
const DELIMITER = Buffer.alloc(8);

/**
 * Reads an answer that API Gateway would stream to its client: JSON with status and headers, eight NUL bytes, then the body.
 *
 * @param onText called with the body so far, each time more of it arrives
 * @throws Error when the runtime reported an error, before or after the first byte, or the answer has another shape
 */
export async function readStreamed(posted: Posted, onText: (text: string) => void = () => {}): Promise<StreamedAnswer> {
  const { 'lambda-runtime-function-response-mode': mode, 'content-type': type } = posted.headers;
  let bytes = Buffer.alloc(0);
  for await (const chunk of posted.body) {
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf(DELIMITER);
    if (end >= 0 && bytes.length > end + DELIMITER.length) onText(bytes.subarray(end + DELIMITER.length).toString());
  }
  const trailer = posted.trailers()['lambda-runtime-function-error-body'];
  const thrown = posted.kind === 'error' ? bytes.toString() : trailer && Buffer.from(trailer, 'base64').toString();
  if (thrown) throw new Error(`the handler threw ${thrown}`);
  if (mode !== 'streaming' || type !== CONTENT_TYPE) throw new Error(`not a streamed answer: mode ${mode}, content type ${type}`);
  const end = bytes.indexOf(DELIMITER);
  if (end < 0) throw new Error(`no eight NUL bytes after the prelude: ${bytes.toString().slice(0, 200)}`);
  const prelude = JSON.parse(bytes.subarray(0, end).toString()) as Prelude;
  return { prelude, body: bytes.subarray(end + DELIMITER.length).toString() };
}
