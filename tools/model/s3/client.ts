import { setTimeout as sleep } from 'node:timers/promises';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { sha256Of } from '../../../services/model-store/canonical.ts';
import type { Bucket } from './bucket.ts';
import { S3Refusal } from './refusal.ts';
import { textOf } from './xml.ts';

export interface S3Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Whole, as it is in the bucket. @default - the bucket itself */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends a call, again when S3 or the way to it fails. @throws S3Refusal for an answer that is not 2xx */
export type S3Client = (call: S3Call) => Promise<Response>;

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 200;
/** For a part of 16 MiB over a line of half a megabit a second. */
const LONGEST_UPLOAD_MS = 300_000;

/** S3 over fetch: calls signed with the credentials that the AWS SDK finds. */
export function s3Client({ name, region, url }: Bucket): S3Client {
  // S3 takes the path into the signature as it is sent; other services encode it once more.
  const signer = new SignatureV4({ credentials: defaultProvider(), region, service: 's3', sha256: Sha256, uriEscapePath: false });

  async function once({ method, key = '', query = {}, headers = {}, body }: S3Call): Promise<Response> {
    const target = new URL(url + encoded(key));
    for (const [field, value] of Object.entries(query)) target.searchParams.set(field, value);
    const signed = await signer.sign({
      ...{ method, protocol: target.protocol, hostname: target.hostname, path: target.pathname, query: { ...query } },
      headers: { ...headers, host: target.host, 'x-amz-content-sha256': sha256Of(body ?? new Uint8Array()) },
    });
    const { host: _host, ...sent } = signed.headers;
    return await fetch(target, {
      ...{ method, headers: sent, redirect: 'manual' },
      ...(body && { body, signal: AbortSignal.timeout(LONGEST_UPLOAD_MS) }),
    });
  }

  return async (call) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(call).catch((error: unknown) => error);
      if (outcome instanceof Response && outcome.ok) return outcome;
      const refusal = outcome instanceof Response ? await refusalOf(outcome, call, name) : unreachable(outcome, url);
      if (!refusal.passing || attempt === ATTEMPTS) throw refusal;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  };
}

const encoded = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

async function refusalOf(response: Response, { method, key }: S3Call, bucket: string): Promise<S3Refusal> {
  const body = await response.text().catch(() => '');
  const code = textOf(body, 'Code') ?? String(response.status);
  const region = response.headers.get('x-amz-bucket-region');
  const elsewhere = response.status === 301 || code === 'AuthorizationHeaderMalformed';
  const why =
    elsewhere && region
      ? `the bucket is in ${region}; give --region ${region}`
      : (textOf(body, 'Message') ?? response.statusText);
  return new S3Refusal(response.status, code, `S3 refused ${method} ${key ?? ''} in bucket '${bucket}': ${code}: ${why}`);
}

function unreachable(error: unknown, url: string): S3Refusal {
  const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
  if (name === 'CredentialsProviderError') {
    return new S3Refusal(403, name, `no AWS credentials: ${message}; log in, or set AWS_PROFILE`);
  }
  const why = cause instanceof Error && cause.message ? cause.message : message;
  return new S3Refusal(503, name, `S3 cannot be reached at ${new URL(url).origin}: ${why}`);
}
