import type { SecretReference } from '../../lambda/router/contract/targets.ts';

/**
 * Refers to a secret by its name in Secrets Manager, e.g. `secret('openai/api-key')`. The value itself never stands in a configuration.
 * On a laptop the same reference reads an environment variable, here `OPENAI_API_KEY`.
 */
export function secret(name: string): SecretReference {
  return { secret: name };
}
