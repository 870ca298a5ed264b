/** Where a Redis is and how to be let in. */
export interface RedisPlace {
  readonly url: string;
  /** Who asks. @default - the user `default` */
  readonly user?: string;
  /** The ElastiCache cache that lets in whom IAM lets in, as the end of its ARN: `replicationgroup/<id>` or `serverlesscache/<name>`. */
  readonly iam?: string;
  /** Name of the secret that holds the user's password. */
  readonly secret?: string;
}

const CACHE = /^(replicationgroup|serverlesscache)\/[a-z][a-z0-9-]{0,49}$/;

/**
 * Reads the locator of a Redis: `rediss://<user>@<host>:<port>?iam=<cache>` or `…?secret=<name>`, both optional.
 *
 * @param variable of the environment
 * @throws Error that never shows a password
 */
export function redisPlace(variable: string, url: string): RedisPlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const name = `environment variable ${variable}`;
  if (parsed?.password) throw new Error(`${name} holds a password; leave it out: environments are no place for secrets`);
  if (!parsed?.hostname) throw new Error(`${name} is '${url}'; it must be a URL such as redis://127.0.0.1:6379`);
  const { iam, secret, ...unknown } = Object.fromEntries(parsed.searchParams);
  const user = decodeURIComponent(parsed.username);
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new Error(`${name} has the parameter '${stranger}'; there are iam and secret`);
  if (iam !== undefined && secret !== undefined) throw new Error(`${name} has both iam and secret; keep one`);
  if (iam === undefined && secret === undefined) return { url, ...(user && { user }) };
  if (parsed.protocol !== 'rediss:') throw new Error(`${name} sends a credential without TLS; write rediss:// for redis://`);
  if (iam === undefined) return { url, secret, ...(user && { user }) };
  if (!user) throw new Error(`${name} has iam and no user; write rediss://<user>@${parsed.host}?iam=${iam}`);
  if (!CACHE.test(iam)) throw new Error(`${name} has iam=${iam}; it must be replicationgroup/<id> or serverlesscache/<name>`);
  return { url, user, iam };
}
