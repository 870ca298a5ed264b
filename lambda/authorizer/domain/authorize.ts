import type { ApiKeyRecord, JwtIssuer } from '../contract.ts';
import { type Claims, judgeClaims } from './claims.ts';
import { type Credential, readCredential } from './credential.ts';
import { decide } from './decide.ts';
import type { Verdict } from './verdict.ts';

/** What the authorizer needs from the world. Each verb rejects when it cannot do its work; nobody is let through then. */
export interface Ports {
  /** The stored record, undefined when there is none. */
  readonly findKey: (keyId: string) => Promise<ApiKeyRecord | undefined>;
  /** The hash under which a key would be stored. */
  readonly hash: (key: string) => Promise<string>;
  /** Takes the same time wherever the two differ. */
  readonly sameHash: (left: string, right: string) => boolean;
  /** Checks signature, issuer and times of a JWT. */
  readonly verifyToken: (token: string) => Promise<TokenVerdict>;
  /** Epoch seconds. */
  readonly now: () => number;
}

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly claims: Claims; readonly issuer: JwtIssuer }
  | { readonly kind: 'invalid'; readonly reason: string };

export async function authorize(headers: Readonly<Record<string, string | undefined>>, ports: Ports): Promise<Verdict> {
  const credential = readCredential(headers);
  switch (credential.kind) {
    case 'api-key':
      return await authorizeKey(credential, ports);
    case 'jwt': {
      const token = await ports.verifyToken(credential.token);
      if (token.kind === 'invalid') return { kind: 'unauthenticated', reason: token.reason };
      return judgeClaims(token.claims, token.issuer);
    }
    case 'none':
      return { kind: 'unauthenticated', reason: 'no credential' };
    case 'malformed':
      return { kind: 'unauthenticated', reason: 'neither an API key nor a JWT' };
  }
}

async function authorizeKey({ keyId, key }: Credential & { kind: 'api-key' }, ports: Ports): Promise<Verdict> {
  const [presented, record] = await Promise.all([ports.hash(key), ports.findKey(keyId)]);
  // Hashed for unknown ids too, so that the time taken does not tell which ids exist.
  const secretMatches = record !== undefined && ports.sameHash(presented, record.hash);
  return decide(keyId, record, secretMatches, ports.now());
}
