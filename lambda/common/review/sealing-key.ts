import { readFile } from 'node:fs/promises';
import { ReviewEnvironment } from '../../review/contract.ts';
import { CLIENT_LIMITS } from '../aws-client.ts';
import { adapterFor } from '../locator.ts';

/** Gives the secret that tenants' keys are made of: read once, then remembered; a failure is not. */
export type SealingKey = () => Promise<string>;

/** @throws Error that names the variable when it is missing or asks for what there is not */
export function sealingKeyFrom(environment: Readonly<Record<string, string | undefined>>): SealingKey {
  return adapterFor<SealingKey>(environment, ReviewEnvironment.SEALING_KEY, {
    secretsmanager: (id) =>
      remembered(async () => {
        const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
        const { SecretString } = await new SecretsManagerClient(CLIENT_LIMITS).send(new GetSecretValueCommand({ SecretId: id }));
        return checked(SecretString ?? '', `secret '${id}'`);
      }),
    file: (path) => remembered(async () => checked((await readFile(path, 'utf8')).trim(), `file '${path}'`)),
  });
}

function checked(secret: string, where: string): string {
  if (secret.length < 32) throw new Error(`the sealing key in ${where} has ${secret.length} characters; it needs at least 32`);
  return secret;
}

function remembered(read: SealingKey): SealingKey {
  let value: Promise<string> | undefined;
  return () => {
    value ??= read().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}
