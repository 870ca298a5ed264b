import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import type { Clock, Secrets } from '../domain/ports.ts';

/** A rotated secret is taken up within this time; rotation keeps the old value valid for longer. */
const KEPT_MS = 5 * 60_000;

interface Kept {
  readonly value: Promise<string>;
  readonly until: number;
}

/** Reads secrets from Secrets Manager and keeps each for five minutes. Calls that come together share one read. */
export function secretsManagerSecrets(clock: Clock): Secrets {
  const client = new SecretsManagerClient(CLIENT_LIMITS);
  const kept = new Map<string, Kept>();

  const fetchValue = async (name: string): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    const value = SecretString?.trim();
    if (!value) throw new Error(`secret '${name}' holds no text`);
    return value;
  };

  return {
    read: (name) => {
      const known = kept.get(name);
      if (known !== undefined && clock.now() < known.until) return known.value;
      const value = fetchValue(name);
      kept.set(name, { value, until: clock.now() + KEPT_MS });
      // A failure is not kept: the next request asks again.
      value.catch(() => kept.delete(name));
      return value;
    },
  };
}
