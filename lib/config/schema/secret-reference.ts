import { z } from 'zod';
import { looksLikeSecret } from '../problems/show.ts';
import { field, section } from './field.ts';

/**
 * A value that never stands in a configuration.
 *
 * @param example the name of such a secret
 */
export const secretReference = (description: string, example: string) =>
  section({ secret: secretName(example) }, description, {
    is: 'a reference to a secret',
    use: `secret('${example}') in TypeScript, { "secret": "${example}" } in JSON and YAML; the value itself never stands in a configuration`,
    secret: true,
  });

const secretName = (example: string) =>
  field(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9/_.@+=-]{0,254}$/)
      .refine((name) => !looksLikeSecret(name)),
    `Name of a secret in Secrets Manager, e.g. ${example}.`,
    { is: 'the name of a secret', use: `its name in Secrets Manager, e.g. ${example}` },
  );
