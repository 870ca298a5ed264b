import { z } from 'zod';
import { field, named, oneOf, section, text, whole } from './field.ts';
import { modelAlias, regionName, regionNames, url } from './names.ts';
import { price } from './prices.ts';
import { timeouts } from './resilience.ts';
import { secretReference } from './secret-reference.ts';
import { adapter, served } from './served.ts';

/** The kinds of model; every entry names exactly one. */
export const MODEL_KINDS = ['echo', 'hashingEmbedder', 'openai', 'anthropic', 'bedrock', 'triton', 'served', 'adapter'] as const;

const apiKey = secretReference(
  'The key that the upstream wants, as a reference; on a laptop that of an environment variable, e.g. OPENAI_API_KEY. Default: no authorization header.',
  'openai/api-key',
);

const upstreamModel = (description: string) =>
  field(z.string().min(1).max(256), description, {
    is: "an upstream's model name",
    use: 'a text of 1 to 256 characters, e.g. gpt-5.4-mini',
  });

const openai = section(
  {
    baseUrl: url('Up to and including the version. https, except on loopback. Default: https://api.openai.com/v1').optional(),
    model: upstreamModel("The upstream's name of the model. Default: the name that the client asked for.").optional(),
    apiKey: apiKey.optional(),
    tokenLimit: oneOf(
      ['max_tokens', 'max_completion_tokens'],
      "The name that the server knows of the two for the limit of an answer's tokens: Ollama ignores the second and does not say so. Default: as the client calls it, and max_tokens when the server refuses the other.",
    ).optional(),
  },
  "Any server that speaks OpenAI's HTTP API.",
);

const anthropic = section(
  {
    baseUrl: url('Up to, not including, /v1. https, except on loopback. Default: https://api.anthropic.com').optional(),
    model: upstreamModel("Anthropic's name of the model. Default: the name that the client asked for.").optional(),
    apiKey: apiKey.optional(),
    maxTokens: whole(
      1,
      1_000_000,
      32_000,
      'The limit of answers whose request sets none, which Anthropic wants. What the model thinks counts. Default: 16384.',
    ).optional(),
  },
  "Anthropic's Messages API.",
);

const bedrockModelId = text(
  /^(arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{0,12}:[a-z-]+\/)?[a-z0-9][A-Za-z0-9.:_-]{0,255}$/,
  'A foundation model or an inference profile, by id or ARN.',
  {
    is: 'the id or ARN of a Bedrock model',
    use: 'one such as anthropic.claude-3-haiku-20240307-v1:0 or eu.amazon.nova-lite-v1:0',
  },
);

const bedrock = field(
  z.union([
    bedrockModelId,
    section(
      { modelId: bedrockModelId, region: regionName.describe("Where it is asked. Default: the router's own region.").optional() },
      'A Bedrock model and where it is asked.',
    ),
  ]),
  "Amazon Bedrock's Converse API, called as the router's role: the id of a model, or an object with modelId and region.",
  { is: 'a Bedrock model', use: "its id, or { modelId, region }, e.g. 'anthropic.claude-3-haiku-20240307-v1:0'" },
);

const tensor = (description: string) =>
  field(z.string().min(1).max(256), description, { is: 'the name of a tensor', use: "one from the model's config.pbtxt" });

const tritonEmbeddings = section(
  {
    input: tensor('The tensor for the texts: BYTES, of shape [n, 1]. Default: TEXT.').optional(),
    output: tensor('The tensor with the vectors: FP32, of shape [n, dimensions]. Default: EMBEDDING.').optional(),
  },
  'Makes it a model for embeddings, and for nothing else. Default: a model for chats.',
  { use: "{} for the tensors TEXT and EMBEDDING, or their names, e.g. { input: 'text', output: 'vector' }" },
);

const triton = section(
  {
    baseUrl: url('Up to, not including, /v2. https, except on loopback.'),
    model: upstreamModel("Triton's name of the model."),
    version: whole(1, 2 ** 31 - 1, 3, "The model's version. Default: the one that the server's version policy picks.").optional(),
    backend: oneOf(
      ['tensorrt-llm', 'vllm'],
      'What runs the model inside Triton, which decides under which names a chat is put to it. Default: tensorrt-llm.',
    ).optional(),
    embeddings: tritonEmbeddings.optional(),
  },
  "NVIDIA Triton: its generate extension for chats, or KServe's inference protocol for embeddings.",
);

const model = section(
  {
    echo: section({}, 'Repeats the prompt and says that it is no language model.', { use: '{}' }).optional(),
    hashingEmbedder: section(
      { dimensions: whole(8, 4096, 256, 'Length of the vectors. Default: 256.').optional() },
      'Hashes words into a unit vector and says so.',
    ).optional(),
    openai: openai.optional(),
    anthropic: anthropic.optional(),
    bedrock: bedrock.optional(),
    triton: triton.optional(),
    served: served.optional(),
    adapter: adapter.optional(),
    regions: regionNames(
      'Regions whose router offers the model. Default: every region; of a served model, every region with its node group.',
    ).optional(),
    price: price.optional(),
    timeouts: timeouts.optional(),
  },
  'A model and where it is served: exactly one of echo, hashingEmbedder, openai, anthropic, bedrock, triton, served and adapter.',
  { use: `an object with exactly one of ${MODEL_KINDS.join(', ')}, and optionally regions` },
).meta({ oneOf: MODEL_KINDS.map((kind) => ({ required: [kind] })) });

export const models = named(
  modelAlias,
  model,
  "The models, by the name that clients use; '*' with openai takes every name that no other entry claims.",
  "models by name, e.g. { 'gpt-mini': { openai: { apiKey: secret('openai/api-key') } } }",
).meta({ minProperties: 1 });
