import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bucketOf } from '../../tools/model/s3/bucket.ts';
import { s3Client } from '../../tools/model/s3/client.ts';
import { blueprint, type Exit } from '../support/local-platform.ts';
import type { Gate } from './gate.ts';

type Environment = Readonly<Record<string, string>>;

export interface ModelsSetup {
  readonly gate: Gate;
  /** For programs that are to take the gate for AWS. */
  readonly environment: Environment;
  readonly folder: string;
  /** Runs `blueprint model …` with a place of its own for the AWS configuration. */
  readonly model: (...args: readonly string[]) => ReturnType<typeof blueprint>;
  /** A folder with a file of so many random bytes, and a small one. */
  readonly source: (name: string, bytes: number) => string;
}

/** @returns what the tests share; the bucket `models` is there and empty */
export async function modelsSetup(folder: string, gate: Gate): Promise<ModelsSetup> {
  const environment = {
    AWS_ENDPOINT_URL: gate.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(process.env, environment);
  await s3Client(bucketOf('s3://models', undefined, environment))({ method: 'PUT' });
  return {
    ...{ gate, environment, folder },
    model: (...args) => blueprint(['model', ...args], environment),
    source: (name, bytes) => {
      const where = path.join(folder, 'sources', name);
      mkdirSync(path.join(where, '1'), { recursive: true });
      writeFileSync(path.join(where, 'config.pbtxt'), `name: "${name}"\n`);
      // Raw weights: the first byte is no opcode.
      writeFileSync(path.join(where, '1', 'weights.raw'), Buffer.concat([Buffer.alloc(1), randomBytes(bytes - 1)]));
      return where;
    },
  };
}

/** What a command printed with --json. @throws Error with its standard error when it did not exit with 0 */
export function jsonOf<T>({ code, stdout, stderr }: Exit): T {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
