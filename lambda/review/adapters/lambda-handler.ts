import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { errorFields, log } from '../../common/log.ts';
import { MEASURE_EVENT } from '../contract.ts';
import { ApiError } from '../domain/api-error.ts';
import { answerOf } from '../domain/operations.ts';
import type { ReviewPorts } from '../domain/ports.ts';
import { longestWait } from '../domain/queue-list.ts';
import { receive } from '../domain/received.ts';
import { parseEvent } from '../domain/request.ts';
import { type PageFile, pageFile } from '../page/files.ts';

/** What API Gateway takes from a function. */
export interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One function for what comes from the queue, for what reviewers ask, and for the timer that asks how long cases have waited. */
export type ReviewHandler = (event: unknown) => Promise<ProxyResult | SQSBatchResponse | undefined>;

/** Everything that the function needs from outside. */
export interface HandlerPorts extends ReviewPorts {
  /** Tells operators for how many seconds that case has waited that has waited longest. */
  readonly observeLongestWait: (seconds: number) => void;
}

/** Nothing from elsewhere, nothing inline, in nobody's frame, and kept by nobody: what is shown is somebody's text. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export function lambdaHandler(ports: HandlerPorts): ReviewHandler {
  return async (event) => {
    if (isBatch(event)) return received(event, ports);
    if (isTimer(event)) return measured(ports);
    return answered(event, ports);
  };
}

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);

/** No request can look like it: what a client sends stands below API Gateway's own fields. */
const isTimer = (event: unknown): event is typeof MEASURE_EVENT =>
  typeof event === 'object' && event !== null && 'measure' in event && event.measure === MEASURE_EVENT.measure;

async function measured({ store, now, observeLongestWait }: HandlerPorts): Promise<undefined> {
  observeLongestWait(await longestWait(store, now()));
}

async function received({ Records }: SQSEvent, { store }: ReviewPorts): Promise<SQSBatchResponse> {
  const failed = await receive(Records, store);
  for (const [messageId, error] of failed) log('error', 'case not stored', { messageId, ...errorFields(error) });
  return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function answered(event: unknown, ports: ReviewPorts): Promise<ProxyResult> {
  try {
    const request = parseEvent(event);
    if (request.route === 'GET /review') return file(pageFile('review.html'));
    if (request.route === 'GET /review/{file}') return file(pageFile(String(request.parameters.file)));
    const answer = await answerOf(request, ports);
    const { route, caller } = request;
    log('info', 'review', { route, principal: caller?.principal, tenant: caller?.tenant });
    return json(200, answer);
  } catch (error) {
    if (error instanceof ApiError) return json(error.status, error.body);
    log('error', 'review request failed', errorFields(error));
    return json(
      500,
      new ApiError(500, 'internal_error', 'The request failed; the log of the review function has the reason.').body,
    );
  }
}

function file(found: PageFile | undefined): ProxyResult {
  if (found === undefined) throw new ApiError(404, 'unknown_url', 'The page has no such file.');
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': found.type }, body: found.text };
}

const json = (statusCode: number, value: unknown): ProxyResult => ({
  statusCode,
  headers: { ...HEADERS, 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
