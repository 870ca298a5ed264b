import { z } from 'zod';
import { field, oneOf, section, text, whole } from './field.ts';
import { modelAlias, regionName, url } from './names.ts';
import { secretReference } from './secret-reference.ts';

/** Who can be asked; a second opinion names exactly one. */
export const OPINION_SOURCES = ['bedrockGuardrail', 'llamaGuard', 'openaiModeration'] as const;

const bedrockGuardrail = section(
  {
    id: text(/^([a-z0-9]{1,64}|arn:aws[a-z-]*:bedrock:[a-z0-9-]{1,20}:\d{12}:guardrail\/[a-z0-9]{1,64})$/, 'Its id or ARN.', {
      is: 'the id or ARN of a guardrail',
      use: 'one such as gr4h2k9d01ab',
    }),
    version: text(/^([1-9]\d{0,7}|DRAFT)$/, 'Which version of it.', {
      is: 'the version of a guardrail',
      use: "a number as a text, e.g. '1', or 'DRAFT'",
    }),
    region: regionName.describe("Where it is. Default: the router's own region.").optional(),
  },
  'A guardrail of Amazon Bedrock, applied as the router role (ApplyGuardrail).',
);

const llamaGuard = section(
  { model: modelAlias.describe("One of the platform's models, which answers safe or unsafe as Llama Guard 3 does.") },
  "A model for safety behind any server of the platform's models.",
);

const openaiModeration = section(
  {
    baseUrl: url('Up to and including the version. https, except on loopback. Default: https://api.openai.com/v1').optional(),
    model: field(z.string().min(1).max(256), 'Default: omni-moderation-latest.', {
      is: 'the name of a moderation model',
      use: 'one such as omni-moderation-latest',
    }).optional(),
    apiKey: secretReference(
      'The key that the server wants, as a reference. Default: no authorization header.',
      'openai/api-key',
    ).optional(),
  },
  "OpenAI's moderation endpoint, or that of a server in its shape.",
);

const between = field(
  z.array(z.number().min(0).max(1)).length(2),
  'The lowest and the highest score that count as uncertain: in between somebody else is asked. Default: [0.4, 0.95].',
  { is: 'a pair of scores from 0 to 1', use: 'two numbers, the lower one first, e.g. [0.4, 0.95]' },
);

const opinion = section(
  {
    bedrockGuardrail: bedrockGuardrail.optional(),
    llamaGuard: llamaGuard.optional(),
    openaiModeration: openaiModeration.optional(),
    between: between.optional(),
    timeoutMs: whole(
      100,
      30_000,
      3000,
      'Milliseconds for all opinions on the texts of a request, or on an answer; then whenUnavailable decides. Default: 3000.',
    ).optional(),
  },
  `Who is asked about what is uncertain: exactly one of ${OPINION_SOURCES.join(', ')}.`,
);

/** Who is asked about texts that the first levels are not sure of. */
export const secondOpinion = field(
  z.union([oneOf(['off'], 'Nobody is asked.'), opinion]),
  'Who is asked about texts that the first levels are not sure of. Default: off.',
  { is: 'a second opinion', use: `off, or an object with one of ${OPINION_SOURCES.join(', ')}` },
);

/** The input after zod has read it. */
export type SecondOpinionData = z.output<typeof secondOpinion>;
