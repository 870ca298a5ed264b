import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { CredentialUnavailable, type UpstreamCall } from '../domain/ports.ts';

/** @returns all headers to send. @throws CredentialUnavailable when the process has no AWS credentials */
export type Signer = (
  call: Pick<UpstreamCall, 'baseUrl' | 'path' | 'headers' | 'body'>,
  scope: NonNullable<UpstreamCall['sign']>,
) => Promise<Readonly<Record<string, string>>>;

/** Signs with the SDK's default chain of credentials: environment, profile, container, instance. They are kept until they run out. */
export function awsSigner(): Signer {
  const provider = defaultProvider();
  return async ({ baseUrl, path, headers, body }, { service, region }) => {
    const credentials = await provider().catch((error: unknown) => {
      throw new CredentialUnavailable(`no AWS credentials: ${error instanceof Error ? error.message : String(error)}`);
    });
    const { protocol, hostname, host, port, pathname } = new URL(baseUrl);
    const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
    const signed = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      path: pathname.replace(/\/+$/, '') + path,
      query: {},
      headers: { ...headers, host },
      body,
    });
    return signed.headers;
  };
}
