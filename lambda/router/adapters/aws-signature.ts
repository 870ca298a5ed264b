import { createHash, createHmac } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface UnsignedRequest {
  readonly method: string;
  /** Path and query already encoded as they are sent. */
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs a request by AWS Signature Version 4. The SDK's signer gives the same signature (a test holds them side by side), and takes 17 ms of
 * CPU to load at every cold start.
 *
 * @param date when it is sent
 * @returns all headers to send
 */
export function signAws(
  { method, url, headers, body }: UnsignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { service, region }: { readonly service: string; readonly region: string },
  date: Date,
): Record<string, string> {
  const at = date.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const hash = sha256(body);
  const sent: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': at,
    'x-amz-content-sha256': hash,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(sent)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'))
    .sort();
  const lines = names.map((name) => `${name}:${sent[name]?.trim().replaceAll(/\s+/g, ' ')}\n`);
  const signed = names.join(';');
  const canonical = [method, canonicalPath(url.pathname), canonicalQuery(url), lines.join(''), signed, hash].join('\n');
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  return { ...sent, authorization };
}

/** Every service but S3 takes the path as it is sent, encoded once more. */
const canonicalPath = (path: string): string => encoded(path).replaceAll('%2F', '/');

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([name, value], [other, its]) => order(name, other) || order(value, its))
    .map((pair) => pair.join('='))
    .join('&');

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
