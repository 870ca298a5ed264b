import { Token } from 'aws-cdk-lib';
import type { JwtIssuer } from '../../lambda/authorizer/contract.ts';

/** Lambda takes 4 KB of environment variables in all; the other two and their names need the rest. */
const MAX_BYTES = 3_500;

/** Everything that is wrong with the issuers, as sentences. Tokens are left to CloudFormation. */
export function jwtIssuerProblems(issuers: readonly JwtIssuer[]): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(issuers));
  const size =
    bytes > MAX_BYTES
      ? [
          `jwtIssuers: ${issuers.length} issuers take ${bytes} bytes, more than the ${MAX_BYTES} that fit into the environment; give fewer`,
        ]
      : [];
  return [...issuers.flatMap(problemsOf), ...size];
}

function problemsOf({ issuer, audience, jwksUri, tenantClaim }: JwtIssuer, index: number, all: readonly JwtIssuer[]): string[] {
  const at = `jwtIssuers[${index}]`;
  const problems: string[] = [];
  if (issuer === '') problems.push(`${at}.issuer is empty; give the exact iss claim of the tokens`);
  if (all.findIndex((other) => other.issuer === issuer) !== index) {
    problems.push(`${at}.issuer ${JSON.stringify(issuer)} stands here twice; merge the two entries`);
  }
  if (audience.length === 0) problems.push(`${at}.audience is empty, so any token of the issuer would do; name your audience`);
  if (!Token.isUnresolved(jwksUri) && !isHttps(jwksUri)) {
    problems.push(`${at}.jwksUri ${JSON.stringify(jwksUri)} is not an https URL; keys fetched without TLS could be anyone's`);
  }
  if (tenantClaim === '') problems.push(`${at}.tenantClaim is empty; name the claim that holds the tenant`);
  return problems;
}

const isHttps = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';
