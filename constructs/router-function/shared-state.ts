import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { IResponseCache } from '../response-cache/response-cache-props.ts';
import type { IVectorDatabase } from '../vector-database/vector-database-props.ts';

/** What routers share with each other. */
export interface SharedState {
  /** Where they count quota and share circuit breakers: nothing may be evicted there. @default - every instance counts by itself */
  readonly counters?: IResponseCache;
  /** Where they keep answers, for tenants whose configuration has a cache. @default - in every instance by itself */
  readonly answers?: IResponseCache;
  /** Where they keep documents and their vectors. @default - nowhere */
  readonly vectors?: IVectorDatabase;
}

/** RDS signs certificates itself. Lambda has its authorities in a file, which Node 20 and later read only when told to. */
const RDS_AUTHORITIES = '/var/runtime/ca-cert.pem';

/** Where the router finds what it shares. */
export const sharedEnvironment = ({ counters, answers, vectors }: SharedState): Record<string, string> => ({
  [RouterEnvironment.QUOTA]: counters?.locator ?? 'memory:',
  ...(counters && { [RouterEnvironment.BREAKERS]: counters.locator }),
  ...(answers && { [RouterEnvironment.CACHE]: answers.locator }),
  ...(vectors && { [RouterEnvironment.VECTORS]: vectors.locator }),
  ...(vectors?.locator.startsWith('postgres:') && { NODE_EXTRA_CA_CERTS: RDS_AUTHORITIES }),
});

/** Lets the router connect. A function outside any VPC has no security group whose way could be opened. */
export function grantShared({ counters, answers, vectors }: SharedState, lambda: IFunction, inVpc: boolean): void {
  const grantee = inVpc ? lambda : { grantPrincipal: lambda.grantPrincipal };
  for (const redis of new Set([counters, answers])) redis?.grantConnect(grantee);
  vectors?.grantReadWrite(grantee);
}

/** What is in a VPC is out of a function's reach that is in none. */
export const sharedProblems = ({ counters, answers, vectors }: SharedState, inVpc: boolean): string[] =>
  inVpc
    ? []
    : Object.entries({ counters, answers, vectors })
        .filter(([, shared]) => shared !== undefined && shared.connections.securityGroups.length > 0)
        .map(([name]) => `${name} is in a VPC and the router in none; give vpc, the one of ${name}`);
