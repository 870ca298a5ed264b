import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { errorFields, log } from '../common/log.ts';
import { portsFrom } from './adapters/ports.ts';
import type { DecisionTime } from './contract.ts';
import { authorize } from './domain/authorize.ts';
import { allow, deny } from './domain/policy.ts';

const ports = portsFrom(process.env);

/**
 * REQUEST authorizer of the REST API.
 *
 * @throws Error('Unauthorized'), which API Gateway answers with 401; any other error becomes 500: without knowledge nobody gets in
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const startedAt = Date.now();
  // The console's test has none.
  const requestId = event.requestContext?.requestId;
  const verdict = await authorize(event.headers ?? {}, ports).catch((error: unknown) => {
    log('error', 'authorizer cannot decide', { requestId, ...errorFields(error) });
    throw new Error('authorizer cannot decide');
  });
  if (verdict.kind === 'allow') return allow(event.methodArn, verdict.caller, timeOf(requestId, startedAt));
  const { reason } = verdict;
  if (verdict.kind === 'forbidden') {
    log('warn', 'caller denied', { requestId, reason });
    return deny(event.methodArn, verdict.principal);
  }
  log('warn', 'caller refused', { requestId, reason, keyId: verdict.keyId });
  throw new Error('Unauthorized');
}

/** @returns undefined for an event that does not say which request it is about */
const timeOf = (requestId: string | undefined, startedAt: number): DecisionTime | undefined =>
  requestId ? { decidedFor: requestId, decidedFrom: String(startedAt), decidedUntil: String(Date.now()) } : undefined;
