import { existsSync } from 'node:fs';
import { fileSecret } from '../../lambda/common/long-secret.ts';
import { sqliteRegistry } from '../keys/sqlite-registry.ts';
import { existingState } from '../local/state.ts';

const WHAT = 'watermark key';

/**
 * The key in a file, else that of a local platform.
 *
 * @throws Error that says how to come by one
 */
export async function keyOf(keyFile: string | undefined, stateFolder: string): Promise<Buffer> {
  if (keyFile !== undefined) {
    if (!existsSync(keyFile)) throw new Error(`there is no file '${keyFile}'; --key-file names the file with the watermark key`);
    return Buffer.from(await fileSecret(WHAT, keyFile)());
  }
  const { watermarkKey, folder } = existingState(stateFolder);
  if (!existsSync(watermarkKey)) throw new Error(`'${folder}' has no watermark key; blueprint serve --state makes one there`);
  return Buffer.from(await fileSecret(WHAT, watermarkKey)());
}

/** The tenants that have, or had, a key of the local platform. */
export async function tenantsOf(stateFolder: string): Promise<readonly string[]> {
  const records = await sqliteRegistry(existingState(stateFolder).database).list();
  return [...new Set(records.map(({ tenant }) => tenant))];
}
