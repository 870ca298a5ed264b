import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerContext } from '../../lambda/authorizer/contract.ts';
import { proxyEvent } from '../local/gateway-event.ts';
import type { StreamingHandler } from '../local/lambda-runtime.ts';
import { matchRoute } from '../local/routes.ts';

/** Says with 200 that clients can be answered, and why not with 503. */
export type Readiness = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const PATH = '/v1/models';
const TIME_LIMIT_MS = 4_000;

/**
 * Asks the router for its models until it has told them once: then it has read its configuration, and keeps it. A pod whose role may not read
 * the configuration never becomes ready, so that a rollout stops at the first one.
 *
 * @param open whether connections are taken
 */
export function readinessOf(router: StreamingHandler, tenant: string, open: () => boolean): Readiness {
  const caller: CallerContext = { tenant, principal: 'readiness', credential: 'api-key' };
  let configured = false;
  return async (request, response) => {
    if (!open()) {
      response.writeHead(503).end('stopping\n');
      return;
    }
    if (configured) {
      response.writeHead(200).end('ok\n');
      return;
    }
    response.once('finish', () => {
      configured ||= response.statusCode === 200;
    });
    const matched = matchRoute('GET', PATH);
    if (matched.kind !== 'route') throw new Error(`the router has no GET ${PATH}`);
    const requestId = randomUUID();
    const deadline = Date.now() + TIME_LIMIT_MS;
    await router(proxyEvent({ request, path: PATH, matched, requestId }, { ...caller }, undefined), response, {
      awsRequestId: requestId,
      functionName: 'router',
      getRemainingTimeInMillis: () => deadline - Date.now(),
    });
  };
}
