import { ReviewEnvironment } from '../../review/contract.ts';
import { adapterFor } from '../locator.ts';
import { fileSecret, type LongSecret, secretsManagerSecret } from '../long-secret.ts';

/** Gives the secret that tenants' keys are made of: read once, then remembered; a failure is not. */
export type SealingKey = LongSecret;

const WHAT = 'sealing key';

/** @throws Error that names the variable when it is missing or asks for what there is not */
export const sealingKeyFrom = (environment: Readonly<Record<string, string | undefined>>): SealingKey =>
  adapterFor<SealingKey>(environment, ReviewEnvironment.SEALING_KEY, {
    secretsmanager: (id) => secretsManagerSecret(WHAT, id),
    file: (path) => fileSecret(WHAT, path),
  });
