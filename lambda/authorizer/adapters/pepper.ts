import { readFile } from 'node:fs/promises';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';

/** Gives the pepper: read once, then remembered; a failure is not. */
export type Pepper = () => Promise<string>;

/** @param id name or ARN of the secret */
export function secretsManagerPepper(id: string, region?: string): Pepper {
  return remembered(async () => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(region === undefined ? CLIENT_LIMITS : { ...CLIENT_LIMITS, region });
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return checked(SecretString ?? '', `secret '${id}'`);
  });
}

export function filePepper(path: string): Pepper {
  return remembered(async () => checked((await readFile(path, 'utf8')).trim(), `file '${path}'`));
}

/** A short pepper could be guessed, and with it every stored hash be attacked. */
function checked(pepper: string, where: string): string {
  if (pepper.length < 32) throw new Error(`the API key pepper in ${where} has ${pepper.length} characters; it needs at least 32`);
  return pepper;
}

function remembered(read: Pepper): Pepper {
  let value: Promise<string> | undefined;
  return () => {
    value ??= read().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}
