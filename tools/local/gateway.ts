import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorFields, log } from '../../lambda/common/log.ts';
import { REVIEW_ROUTES } from '../../lambda/review/contract.ts';
import type { Admission } from './admission.ts';
import { refuse } from './answers.ts';
import { type Inbound, proxyEvent } from './gateway-event.ts';
import { type BufferedHandler, buffered, type InvocationContext, type StreamingHandler } from './lambda-runtime.ts';
import { bodyReader, declaredTooLarge } from './read-body.ts';
import { matchRoute } from './routes.ts';

export interface GatewayOptions {
  readonly admit: (inbound: Inbound) => Promise<Admission>;
  readonly router: StreamingHandler;
  /** Answers what the contract of the review function names. @default - nobody does: there are no such URLs */
  readonly review?: BufferedHandler;
}

export interface Gateway {
  /** Answers one request, whatever happens. Settles when the router is done, its bookkeeping included. Never rejects. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Requests that are being answered. */
  readonly running: () => number;
}

const REVIEWED: ReadonlySet<string> = new Set(REVIEW_ROUTES.map(({ path }) => path));

/** As the integration of `InferenceApi`. */
const INTEGRATION_TIMEOUT_MS = 15 * 60_000;

/** The local API Gateway: HTTP in, events to the authorizer and the router, the router's stream out. */
export function createGateway({ admit, router, review }: GatewayOptions): Gateway {
  const reviewing = review && buffered(review);
  const readBody = bodyReader();
  let running = 0;

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { method = '', url = '' } = request;
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const tell = { 'x-request-id': requestId };

    // HTTP/1.1 demands a host; Node would answer without a body.
    if (request.headers.host === undefined && request.httpVersionMinor > 0) return refuse(response, 'MALFORMED', tell);
    const matched = matchRoute(method, path);
    if (matched.kind === 'malformed-path') return refuse(response, 'MALFORMED', tell);
    if (matched.kind === 'unknown-path') return refuse(response, 'RESOURCE_NOT_FOUND', tell);
    if (matched.kind === 'wrong-method') return refuse(response, 'WRONG_METHOD', { ...tell, allow: matched.allowed.join(', ') });
    const handler = REVIEWED.has(matched.route.path) ? reviewing : router;
    if (handler === undefined) return refuse(response, 'RESOURCE_NOT_FOUND', tell);
    if (declaredTooLarge(request)) return refuse(response, 'REQUEST_TOO_LARGE', tell);

    const inbound: Inbound = { request, path, matched, requestId };
    const admission = await admit(inbound);
    if (admission.kind === 'refused') return refuse(response, admission.refusal, tell);

    if (request.headers.expect !== undefined && request.httpVersionMinor > 0) response.writeContinue();
    const body = method === 'POST' ? await readBody(request) : undefined;
    if (body === 'gone') return;
    if (body === 'too-large') return refuse(response, 'REQUEST_TOO_LARGE', tell);
    if (body === 'overloaded') return refuse(response, 'OVERLOADED', { ...tell, 'retry-after': '1' });
    await handler(proxyEvent(inbound, admission.authorizer, body), response, context(requestId));
  }

  return {
    running: () => running,
    async answer(request, response) {
      // Written to after the client has left, a response emits an error that nobody needs.
      response.on('error', () => {});
      running += 1;
      const requestId = randomUUID();
      try {
        await answer(request, response, requestId);
      } catch (error) {
        log('error', 'the handler failed', { requestId, ...errorFields(error) });
      } finally {
        running -= 1;
        giveUp(response, requestId);
      }
    },
  };
}

/** A handler that ended without an answer: 502 like API Gateway's, or a visible break when the answer had begun. */
function giveUp(response: ServerResponse, requestId: string): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.headersSent) response.destroy();
  else refuse(response, 'DEFAULT_5XX', { 'x-request-id': requestId });
}

function context(awsRequestId: string): InvocationContext {
  const deadline = Date.now() + INTEGRATION_TIMEOUT_MS;
  return { awsRequestId, functionName: 'router', getRemainingTimeInMillis: () => deadline - Date.now() };
}
