import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Refusal } from './answers.ts';
import { type AuthorizerContext, authorizerEvent, type Inbound, methodArn } from './gateway-event.ts';

/** The authorizer's handler. */
export type AuthorizerHandler = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

export type Admission =
  | { readonly kind: 'admitted'; readonly authorizer: AuthorizerContext }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface AdmissionOptions {
  readonly handler: AuthorizerHandler;
  readonly region: string;
  /** The usage-plan keys of the tenants that this region serves. */
  readonly usageKeys: ReadonlySet<string>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** As in `InferenceApi`: the result is kept for as long, under the `Authorization` header. */
const CACHE_MS = 60_000;
const CACHE_ENTRIES = 1_000;

const refused = (refusal: Refusal): Admission => ({ kind: 'refused', refusal });

/** Does what API Gateway does with a REQUEST authorizer: asks it, keeps its policy, applies the policy to each method. */
export function createAdmission(options: AdmissionOptions): (inbound: Inbound) => Promise<Admission> {
  const { handler, region, usageKeys, now } = options;
  const cache = new Map<
    string,
    { readonly result: APIGatewayAuthorizerResult; readonly context: AuthorizerContext; readonly until: number }
  >();

  async function resultFor(credential: string, inbound: Inbound) {
    const cached = cache.get(credential);
    if (cached !== undefined && now() < cached.until) return cached;
    const result = await handler(authorizerEvent(inbound, region));
    const context = Object.freeze({ ...result.context, principalId: result.principalId, integrationLatency: 0 });
    const entry = { result, context, until: now() + CACHE_MS };
    cache.delete(credential);
    cache.set(credential, entry);
    const oldest = cache.keys().next().value;
    if (cache.size > CACHE_ENTRIES && oldest !== undefined) cache.delete(oldest);
    return entry;
  }

  return async (inbound) => {
    if (inbound.matched.route.public) return { kind: 'admitted', authorizer: undefined };
    const credential = inbound.request.headers.authorization;
    if (credential === undefined || credential === '') return refused('UNAUTHORIZED');
    try {
      const { result, context } = await resultFor(credential, inbound);
      if (!allows(result, methodArn(region, inbound))) return refused('ACCESS_DENIED');
      if (!usageKeys.has(result.usageIdentifierKey ?? '')) return refused('INVALID_API_KEY');
      return { kind: 'admitted', authorizer: context };
    } catch (error) {
      return refused(error instanceof Error && error.message === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE');
    }
  };
}

/** IAM's rule, as far as an authorizer's policy needs it: some statement allows the method and none denies it. */
function allows({ policyDocument }: APIGatewayAuthorizerResult, arn: string): boolean {
  const effects = policyDocument.Statement.flatMap((statement) => {
    const resources = 'Resource' in statement ? [statement.Resource].flat() : [];
    return resources.some((resource) => resource !== undefined && covers(resource, arn)) ? [statement.Effect] : [];
  });
  return effects.includes('Allow') && !effects.includes('Deny');
}

function covers(resource: string, arn: string): boolean {
  return resource.endsWith('*') ? arn.startsWith(resource.slice(0, -1)) : resource === arn;
}
