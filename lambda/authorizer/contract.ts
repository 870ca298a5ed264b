/**
 * What the authorizer Lambda and those who deploy or start it agree on.
 */

/**
 * Environment variables of the authorizer. Locators, `scheme:rest`, as in the router's contract.
 *
 * - `API_KEYS`: `dynamodb:<table>` | `sqlite:<file>`
 * - `API_KEY_PEPPER`: `secretsmanager:<name or ARN>` | `file:<path>`
 * - `JWT_ISSUERS`: JSON of `JwtIssuer[]`; absent or `[]` when only API keys are accepted
 */
export const AuthorizerEnvironment = {
  API_KEYS: 'API_KEYS',
  PEPPER: 'API_KEY_PEPPER',
  JWT_ISSUERS: 'JWT_ISSUERS',
} as const;

/** An OpenID Connect issuer whose tokens are accepted. */
export interface JwtIssuer {
  /** The exact `iss` claim. */
  readonly issuer: string;
  /** One of these must be in the `aud` claim (or be Cognito's `client_id`). */
  readonly audience: readonly string[];
  /** Where the public keys are. Fetched again when a token names an unknown key, at most once in 30 s. */
  readonly jwksUri: string;
  /** The claim that holds the tenant's name. */
  readonly tenantClaim: string;
  /** The claim that holds roles: a list, or words with blanks between. @default - tokens of this issuer give no roles */
  readonly rolesClaim?: string;
}

/** Who calls: what the authorizer found out and API Gateway passes on in `requestContext.authorizer`. Strings only. */
export interface CallerContext {
  readonly tenant: string;
  /** The API key's id, or the token's `sub`. */
  readonly principal: string;
  readonly credential: 'api-key' | 'jwt';
  /** What the caller may do beside calling models, with blanks between: `ROLE_PATTERN` each. @default - nothing */
  readonly roles?: string;
}

/**
 * When the authorizer decided, handed on beside `CallerContext` for the trace of the request. API Gateway keeps the answer for later requests, which
 * took no time for it: they are others than the one it was for. Strings only.
 */
export interface DecisionTime {
  /** API Gateway's id of the request. */
  readonly decidedFor: string;
  /** Epoch milliseconds. */
  readonly decidedFrom: string;
  readonly decidedUntil: string;
}

/** `reviewer` of the own tenant, `reviewer:<tenant>` of another one, `reviewer:*` of all. */
export const ROLE_PATTERN = /^reviewer(:(\*|[A-Za-z0-9][A-Za-z0-9._-]{0,63}))?$/;

/** A stored API key. The key itself is never stored. */
export interface ApiKeyRecord {
  /** The public part of the key, between `sk-` and the second hyphen. Partition key. */
  readonly keyId: string;
  /** Base64url of HMAC-SHA-256 over the whole key, with the pepper as its key. */
  readonly hash: string;
  readonly tenant: string;
  /** For people: whose key, for what. */
  readonly label: string;
  /** `ROLE_PATTERN` each. @default - none */
  readonly roles?: readonly string[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Epoch seconds after which the key is refused. @default - never */
  readonly expiresAt?: number;
  /** ISO 8601, UTC, when the key was revoked. @default - not revoked */
  readonly revokedAt?: string;
}

/** What API Gateway takes as the value of an API key: 20 to 128 letters and digits. */
const PREFIX = 'usageplankey';

/**
 * The value of a tenant's usage-plan key: what API Gateway counts the tenant's requests by. Unique among the APIs of an account and region.
 * It is an identifier, not a credential: the API takes its key source from the authorizer and ignores what clients send.
 *
 * @param apiId the REST API's id, ten characters
 * @param tenant 1 to 106 characters once those that are no letter or digit are written as `x` and two hexadecimal digits each
 */
export const usageIdentifierKey = (apiId: string, tenant: string): string => `${PREFIX}${apiId}${alphanumeric(tenant)}`;

/** One spelling per text and one text per spelling: `x` itself is written out as well. */
const alphanumeric = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-wyz0-9]/.test(character) ? character : `x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
