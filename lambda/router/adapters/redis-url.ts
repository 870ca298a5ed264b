/**
 * Refuses what is no URL of a Redis, or holds a password.
 *
 * @param variable of the environment
 * @throws Error that never shows a password
 */
export function checkRedisUrl(variable: string, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const name = `environment variable ${variable}`;
  if (parsed?.password) throw new Error(`${name} holds a password; leave it out: environments are no place for secrets`);
  if (!parsed?.hostname) throw new Error(`${name} is '${url}'; it must be a URL such as redis://127.0.0.1:6379`);
}
