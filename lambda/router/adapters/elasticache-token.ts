import { type AwsCredentials, presignAws } from '../../common/aws-signature.ts';

/** ElastiCache takes a token for so long; a connection that it opened stays. */
const SECONDS = 900;

/** Who connects to which cache. */
export interface ElastiCacheLogin {
  /** Name of the user, which is its id too. */
  readonly user: string;
  /** `replicationgroup/<id>` or `serverlesscache/<name>`. */
  readonly cache: string;
  readonly region: string;
}

/** The password by which ElastiCache lets in whom IAM allows `elasticache:Connect`: a request that is signed and never sent, without its scheme. */
export function elastiCacheToken({ user, cache, region }: ElastiCacheLogin, credentials: AwsCredentials, date: Date): string {
  const [kind, name = ''] = cache.split('/');
  const url = new URL(`https://${name}/`);
  url.searchParams.set('Action', 'connect');
  url.searchParams.set('User', user);
  if (kind === 'serverlesscache') url.searchParams.set('ResourceType', 'ServerlessCache');
  return presignAws(url, credentials, { service: 'elasticache', region }, date, SECONDS).slice('https://'.length);
}
