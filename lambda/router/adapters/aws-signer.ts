import { signAws } from '../../common/aws-signature.ts';
import { CredentialUnavailable, type UpstreamCall } from '../domain/ports.ts';
import { awsCredentials } from './aws-credentials.ts';

/** @returns all headers to send. @throws CredentialUnavailable when the process has no AWS credentials */
export type Signer = (
  call: Pick<UpstreamCall, 'method' | 'baseUrl' | 'path' | 'headers' | 'body'>,
  scope: NonNullable<UpstreamCall['sign']>,
) => Promise<Readonly<Record<string, string>>>;

/** Signs with the credentials of the environment, as Lambda gives them, or else with those that the SDK's chain finds. */
export function awsSigner(environment: Readonly<Record<string, string | undefined>>): Signer {
  const credentials = awsCredentials(environment);
  return async ({ method = 'POST', baseUrl, path, headers, body }, scope) => {
    const url = new URL(baseUrl.replace(/\/+$/, '') + path);
    return signAws({ method, url, headers, body }, await credentials().catch(unavailable), scope, new Date());
  };
}

function unavailable(error: unknown): never {
  throw new CredentialUnavailable(`no AWS credentials: ${error instanceof Error ? error.message : String(error)}`);
}
