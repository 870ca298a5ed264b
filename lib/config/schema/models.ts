import { z } from 'zod';
import { looksLikeSecret } from '../problems/show.ts';
import { field, named, section, whole } from './field.ts';
import { modelAlias, regionNames, url } from './names.ts';

/** The kinds of model; every entry names exactly one. */
export const MODEL_KINDS = ['echo', 'hashingEmbedder', 'openai'] as const;

const secretName = field(
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/_.@+=-]{0,254}$/)
    .refine((name) => !looksLikeSecret(name)),
  'Name of a secret in Secrets Manager, e.g. openai/api-key; on a laptop the environment variable OPENAI_API_KEY.',
  { is: 'the name of a secret', use: 'its name in Secrets Manager, e.g. openai/api-key' },
);

const apiKey = section(
  { secret: secretName },
  'The key that the upstream wants, as a reference. Default: no authorization header.',
  {
    is: 'a reference to a secret',
    use: `secret('openai/api-key') in TypeScript, { "secret": "openai/api-key" } in JSON and YAML; the key itself never stands in a configuration`,
    secret: true,
  },
);

const openai = section(
  {
    baseUrl: url('Up to and including the version. https, except on loopback. Default: https://api.openai.com/v1').optional(),
    model: field(z.string().min(1).max(256), "The upstream's name of the model. Default: the name that the client asked for.", {
      is: "an upstream's model name",
      use: 'a text of 1 to 256 characters, e.g. gpt-5.4-mini',
    }).optional(),
    apiKey: apiKey.optional(),
  },
  "Any server that speaks OpenAI's HTTP API.",
);

const model = section(
  {
    echo: section({}, 'Repeats the prompt and says that it is no language model.', { use: '{}' }).optional(),
    hashingEmbedder: section(
      { dimensions: whole(8, 4096, 256, 'Length of the vectors. Default: 256.').optional() },
      'Hashes words into a unit vector and says so.',
    ).optional(),
    openai: openai.optional(),
    regions: regionNames('Regions whose router offers the model. Default: every region.').optional(),
  },
  'A model and where it is served: exactly one of echo, hashingEmbedder and openai.',
  { use: `an object with exactly one of ${MODEL_KINDS.join(', ')}, and optionally regions` },
).meta({ oneOf: MODEL_KINDS.map((kind) => ({ required: [kind] })) });

export const models = named(
  modelAlias,
  model,
  "The models, by the name that clients use; '*' with openai takes every name that no other entry claims.",
  "models by name, e.g. { 'gpt-mini': { openai: { apiKey: secret('openai/api-key') } } }",
).meta({ minProperties: 1 });
