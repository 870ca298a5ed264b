import { z } from 'zod';
import { looksLikeSecret } from '../problems/show.ts';
import { field, section } from './field.ts';

const name = field(
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/_.@+=-]{0,254}$/)
    .refine((text) => !looksLikeSecret(text)),
  'Name of a secret in Secrets Manager.',
  { is: 'the name of a secret', use: 'its name in Secrets Manager' },
);

/** A value that never stands in a configuration. */
export const secretReference = (description: string, example: string) =>
  section({ secret: name }, description, {
    is: 'a reference to a secret',
    use: `${example}; the value itself never stands in a configuration`,
    secret: true,
  });
