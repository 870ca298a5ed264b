import { type CallerContext, type DecisionTime, usageIdentifierKey } from '../contract.ts';

/** What API Gateway wants back from an authorizer. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: [{ readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string }];
  };
  readonly context?: { readonly [key in keyof (CallerContext & Partial<DecisionTime>)]: string };
  readonly usageIdentifierKey?: string;
}

/**
 * Lets the caller through to every method of the stage: API Gateway keeps this answer for the credential and uses it for the next
 * method too, so a policy for one method would refuse the second one.
 */
export function allow(methodArn: string, caller: CallerContext, time?: DecisionTime): AuthorizerResult {
  return {
    principalId: caller.principal,
    policyDocument: statement('Allow', methodArn),
    context: {
      tenant: caller.tenant,
      principal: caller.principal,
      credential: caller.credential,
      ...(caller.roles !== undefined && { roles: caller.roles }),
      ...time,
    },
    usageIdentifierKey: usageIdentifierKey(apiOf(methodArn), caller.tenant),
  };
}

/** An explicit refusal, which API Gateway answers with 403. */
export function deny(methodArn: string, principal: string): AuthorizerResult {
  return { principalId: principal, policyDocument: statement('Deny', methodArn) };
}

function statement(effect: 'Allow' | 'Deny', methodArn: string): AuthorizerResult['policyDocument'] {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: wholeStage(methodArn) }],
  };
}

/** `arn:aws:execute-api:us-east-1:123456789012:api/stage/GET/v1/models` → `arn:aws:execute-api:us-east-1:123456789012:api/stage/*` */
function wholeStage(methodArn: string): string {
  const [api, stage] = methodArn.split('/');
  if (api === undefined || !api.includes(':execute-api:') || stage === undefined || stage === '') {
    throw new Error(`method ARN '${methodArn}' is not one of API Gateway`);
  }
  return `${api}/${stage}/*`;
}

/** `arn:aws:execute-api:us-east-1:123456789012:api/stage/GET/v1/models` → `api` */
function apiOf(methodArn: string): string {
  return methodArn.split('/')[0]?.split(':').at(-1) ?? '';
}
