import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { IResponseCache } from '../response-cache/response-cache-props.ts';

/** What routers share with each other. */
export interface SharedState {
  /** Where they count quota and share circuit breakers: nothing may be evicted there. @default - every instance counts by itself */
  readonly counters?: IResponseCache;
  /** Where they keep answers, for tenants whose configuration has a cache. @default - in every instance by itself */
  readonly answers?: IResponseCache;
}

/** Where the router finds what it shares. */
export const redisEnvironment = ({ counters, answers }: SharedState): Record<string, string> => ({
  [RouterEnvironment.QUOTA]: counters?.locator ?? 'memory:',
  ...(counters && { [RouterEnvironment.BREAKERS]: counters.locator }),
  ...(answers && { [RouterEnvironment.CACHE]: answers.locator }),
});

/** Lets the router connect. A function outside any VPC has no security group whose way could be opened. */
export function grantRedis({ counters, answers }: SharedState, lambda: IFunction, inVpc: boolean): void {
  for (const redis of new Set([counters, answers]))
    redis?.grantConnect(inVpc ? lambda : { grantPrincipal: lambda.grantPrincipal });
}

/** A cache in a VPC is out of a function's reach that is in none. */
export const redisProblems = ({ counters, answers }: SharedState, inVpc: boolean): string[] =>
  inVpc
    ? []
    : Object.entries({ counters, answers })
        .filter(([, redis]) => redis !== undefined && redis.connections.securityGroups.length > 0)
        .map(([name]) => `${name} is in a VPC and the router in none; give vpc, the one of ${name}`);
