import { parseApiKey } from './api-key.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** What a client shows to prove who it is. */
export type Credential =
  | { readonly kind: 'api-key'; readonly keyId: string; readonly key: string }
  | { readonly kind: 'jwt'; readonly token: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' };

const BEARER = /^bearer +(\S+)$/i;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Reads `Authorization: Bearer <token>` or, without that header, `x-api-key: <token>`. A token is an API key or a JWT; where it stands does
 * not matter. Header names are compared without regard to case.
 */
export function readCredential(headers: Headers): Credential {
  const authorization = header(headers, 'authorization');
  if (authorization !== undefined) return classify(BEARER.exec(authorization)?.[1] ?? '');
  const apiKey = header(headers, 'x-api-key');
  return apiKey === undefined ? { kind: 'none' } : classify(apiKey);
}

function classify(token: string): Credential {
  const key = parseApiKey(token);
  if (key !== undefined) return { kind: 'api-key', keyId: key.keyId, key: token };
  return JWT.test(token) ? { kind: 'jwt', token } : { kind: 'malformed' };
}

function header(headers: Headers, wanted: string): string | undefined {
  if (Object.hasOwn(headers, wanted)) return headers[wanted];
  const name = Object.keys(headers).find((candidate) => candidate.toLowerCase() === wanted);
  return name === undefined ? undefined : headers[name];
}
