import type { defaultProvider } from '@aws-sdk/credential-provider-node';
import { CredentialUnavailable, type UpstreamCall } from '../domain/ports.ts';
import { type AwsCredentials, signAws } from './aws-signature.ts';

/** @returns all headers to send. @throws CredentialUnavailable when the process has no AWS credentials */
export type Signer = (
  call: Pick<UpstreamCall, 'method' | 'baseUrl' | 'path' | 'headers' | 'body'>,
  scope: NonNullable<UpstreamCall['sign']>,
) => Promise<Readonly<Record<string, string>>>;

type Provider = ReturnType<typeof defaultProvider>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Signs with the credentials of the environment, as Lambda gives them, or else with those that the SDK's chain finds. */
export function awsSigner(environment: Environment): Signer {
  let chain: Promise<Provider> | undefined;
  /** Profile, container, instance: kept until they run out. */
  const fromChain = async () => {
    chain ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider: provider }) => provider());
    return (await chain)();
  };
  return async ({ method = 'POST', baseUrl, path, headers, body }, scope) => {
    const credentials = fromEnvironment(environment) ?? (await fromChain().catch(unavailable));
    const url = new URL(baseUrl.replace(/\/+$/, '') + path);
    return signAws({ method, url, headers, body }, credentials, scope, new Date());
  };
}

/** As in the SDK, a profile that is named goes before them. */
function fromEnvironment(environment: Environment): AwsCredentials | undefined {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (AWS_PROFILE || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

function unavailable(error: unknown): never {
  throw new CredentialUnavailable(`no AWS credentials: ${error instanceof Error ? error.message : String(error)}`);
}
