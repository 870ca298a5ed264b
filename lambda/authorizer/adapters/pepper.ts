import { fileSecret, type LongSecret, secretsManagerSecret } from '../../common/long-secret.ts';

/** Gives the pepper: read once, then remembered; a failure is not. */
export type Pepper = LongSecret;

const WHAT = 'API key pepper';

/** @param id name or ARN of the secret */
export const secretsManagerPepper = (id: string, region?: string): Pepper => secretsManagerSecret(WHAT, id, region);

export const filePepper = (path: string): Pepper => fileSecret(WHAT, path);
