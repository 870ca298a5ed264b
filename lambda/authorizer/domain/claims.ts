import type { JwtIssuer } from '../contract.ts';
import { rolesText } from './roles.ts';
import type { Verdict } from './verdict.ts';

/** The claims of a token whose signature, issuer and times are already checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Longest tenant name for which API Gateway still takes the usage-plan key. */
const LONGEST_TENANT = 64;

/** Judges the claims: for whom the token was made, who it speaks of and to which tenant that belongs. */
export function judgeClaims(claims: Claims, issuer: JwtIssuer): Verdict {
  const meant = audienceOf(claims);
  if (!issuer.audience.some((audience) => meant.includes(audience))) {
    return { kind: 'unauthenticated', reason: 'token for another audience' };
  }
  const principal = claims.sub;
  if (typeof principal !== 'string' || principal === '') return { kind: 'unauthenticated', reason: 'token without sub' };
  const tenant = Object.hasOwn(claims, issuer.tenantClaim) ? claims[issuer.tenantClaim] : undefined;
  if (typeof tenant !== 'string' || tenant === '' || tenant.length > LONGEST_TENANT) {
    return { kind: 'forbidden', reason: `token without a tenant in claim '${issuer.tenantClaim}'`, principal };
  }
  const { rolesClaim } = issuer;
  const roles = rolesClaim !== undefined && Object.hasOwn(claims, rolesClaim) ? claims[rolesClaim] : undefined;
  return { kind: 'allow', caller: { tenant, principal, credential: 'jwt', ...rolesText(roles) } };
}

/** Cognito's access tokens have no `aud`; their `client_id` says for whom they are. */
function audienceOf(claims: Claims): readonly unknown[] {
  if (claims.aud === undefined) return [claims.client_id];
  return Array.isArray(claims.aud) ? claims.aud : [claims.aud];
}
