import type { Secrets } from '../domain/ports.ts';

/** Reads secrets from the environment: `openai/api-key` from `OPENAI_API_KEY`. */
export function envSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    read: async (name) => {
      const variable = name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
      const value = environment[variable]?.trim();
      if (!value) throw new Error(`secret '${name}' is not there: set environment variable ${variable}`);
      return value;
    },
  };
}
