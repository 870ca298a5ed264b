import { readFile } from 'node:fs/promises';
import { CLIENT_LIMITS } from './aws-client.ts';
import { once } from './once.ts';

/** Gives a secret that keys are made of: read once, then remembered; a failure is not. */
export type LongSecret = () => Promise<string>;

/**
 * @param what names the secret in errors, e.g. `API key pepper`
 * @param id name or ARN of the secret
 */
export function secretsManagerSecret(what: string, id: string, region?: string): LongSecret {
  return once(async () => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(region === undefined ? CLIENT_LIMITS : { ...CLIENT_LIMITS, region });
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return checked(what, SecretString ?? '', `secret '${id}'`);
  });
}

/** @param what names the secret in errors */
export const fileSecret = (what: string, path: string): LongSecret =>
  once(async () => checked(what, (await readFile(path, 'utf8')).trim(), `file '${path}'`));

/** A short one could be guessed, and with it everything that is kept under it be attacked. */
function checked(what: string, secret: string, where: string): string {
  if (secret.length < 32) throw new Error(`the ${what} in ${where} has ${secret.length} characters; it needs at least 32`);
  return secret;
}
