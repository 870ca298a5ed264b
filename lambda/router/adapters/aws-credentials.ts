import type { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentials } from '../../common/aws-signature.ts';
import { environmentCredentials } from '../../common/environment-credentials.ts';
import { once } from '../../common/once.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The credentials of the environment, as Lambda gives them, or else those that the SDK's chain finds: kept until they run out. */
export function awsCredentials(environment: Environment): () => Promise<AwsCredentials> {
  const chain = once(async (): Promise<ReturnType<typeof defaultProvider>> => {
    const { defaultProvider: provider } = await import('@aws-sdk/credential-provider-node');
    return provider();
  });
  return async () => fromEnvironment(environment) ?? (await chain())();
}

/** As in the SDK, a profile that is named goes before them. */
function fromEnvironment(environment: Environment): AwsCredentials | undefined {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  if (AWS_PROFILE || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return environmentCredentials(environment);
}
