import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JwtIssuer } from '../contract.ts';
import type { Ports, TokenVerdict } from '../domain/authorize.ts';

/** Asymmetric only: with a shared-secret algorithm the public key itself would be the secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Verifies tokens of the given issuers against their published keys.
 *
 * @returns a verdict on the token; rejects when the issuer's keys cannot be read
 */
export function jwtVerifier(issuers: readonly JwtIssuer[]): Ports['verifyToken'] {
  const trusted = new Map(
    issuers.map((issuer) => [
      issuer.issuer,
      { issuer, keys: createRemoteJWKSet(new URL(issuer.jwksUri), { cooldownDuration: 30_000, timeoutDuration: 3_000 }) },
    ]),
  );
  return async (token) => {
    const from = trusted.get(unverifiedIssuer(token) ?? '');
    if (from === undefined) return { kind: 'invalid', reason: 'token of an unknown issuer' };
    try {
      const { payload } = await jwtVerify(token, from.keys, {
        issuer: from.issuer.issuer,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp'],
      });
      return { kind: 'valid', claims: payload, issuer: from.issuer };
    } catch (error) {
      return refusal(error);
    }
  };
}

/** Only picks the key set; `jwtVerify` then checks the same claim under the signature. */
function unverifiedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** The token's fault is a refusal; anything else means that nothing is known about the token. */
function refusal(error: unknown): TokenVerdict {
  const unreachable =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error instanceof errors.JWKInvalid ||
    error.code === errors.JOSEError.code;
  if (unreachable) throw error;
  return { kind: 'invalid', reason: `token refused: ${error.code}` };
}
