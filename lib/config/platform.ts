import { allChecks } from './checks/all.ts';
import { ConfigError } from './config-error.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { PlatformConfig } from './platform-config.ts';
import { problemsFromZod } from './problems/from-zod.ts';
import { resolve } from './resolve/platform.ts';
import { type PlatformInput, platformSchema } from './schema/platform.ts';
import { wellFormed } from './well-formed.ts';

/** Marks what `platform()` made, also across two copies of this package in one process. */
const MADE_HERE = Symbol.for('llm-platform-blueprint.PlatformConfig');

/**
 * Checks a configuration, fills in every default and freezes the result.
 * @throws ConfigError with everything that is wrong: parts that are malformed, and well-formed parts that do not fit together
 */
export function platform(input: PlatformInput): PlatformConfig {
  const parsed = platformSchema.safeParse(input);
  const malformed = parsed.success ? [] : problemsFromZod(platformSchema, input, parsed.error.issues);
  const remainder = wellFormed(input);
  const problems = [...malformed, ...allChecks.flatMap((check) => check(remainder))];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(Object.defineProperty(resolve(parsed.data), MADE_HERE, { value: true }));
}

/** Whether a value was made by `platform()`. */
export function isPlatformConfig(value: unknown): value is PlatformConfig {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, MADE_HERE);
}
