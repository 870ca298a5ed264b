import { filePepper, type Pepper, secretsManagerPepper } from '../../lambda/authorizer/adapters/pepper.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { globalNames } from '../../lib/global-names.ts';
import { existingState } from '../local/state.ts';
import { dynamodbRegistry } from './dynamodb-registry.ts';
import type { KeyRegistry } from './registry.ts';
import { sqliteRegistry } from './sqlite-registry.ts';

/** Which platform's keys are meant. */
export interface TargetOptions {
  /** @default - the primary region */
  readonly region?: string;
  /** @default - the name that the configuration's global stack gives its table */
  readonly table?: string;
  /** State folder of a local platform. @default - the platform deployed to AWS */
  readonly state?: string;
}

/** Where keys are stored, and the pepper under which they are hashed. */
export interface Target {
  readonly registry: KeyRegistry;
  readonly pepper: Pepper;
  /** Turns a failure of AWS into a sentence; other errors stay as they are. */
  readonly explain: (error: unknown) => unknown;
}

/** @throws Error when the state folder is none, or the region is not one of the configuration */
export function targetOf(config: PlatformConfig, options: TargetOptions): Target {
  if (options.state !== undefined) {
    const { database, pepper } = existingState(options.state);
    return { registry: sqliteRegistry(database), pepper: filePepper(pepper), explain: (error) => error };
  }
  const { region = config.primaryRegion, table = globalNames(config).apiKeyTable } = options;
  if (!Object.hasOwn(config.regions, region)) {
    throw new Error(`region '${region}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`);
  }
  const secret = globalNames(config).apiKeyPepper;
  return {
    registry: dynamodbRegistry(table, region),
    pepper: secretsManagerPepper(secret, region),
    explain: (error) => explained(error, `table '${table}' and secret '${secret}' in region ${region}`),
  };
}

function explained(error: unknown, what: string): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  if (name === 'ResourceNotFoundException') {
    return new Error(`AWS does not have both ${what}: deploy the global stack first, or name another table with --table`);
  }
  if (name === 'CredentialsProviderError') return new Error(`no AWS credentials: ${message}; log in, or set AWS_PROFILE`);
  return '$metadata' in error ? new Error(`AWS refused to use ${what}: ${name}: ${message}`) : error;
}
