import { z } from 'zod';
import { field, list, oneOf, section, whole } from './field.ts';
import { dollars } from './prices.ts';
import { host, image, memory, release, repository, scale, stored } from './served-parts.ts';

const SERVING_ENGINES = ['vllm', 'triton-tensorrt-llm', 'triton-vllm', 'triton-onnx', 'triton-python'] as const;

const rate = (example: number, description: string) =>
  field(z.number().min(0.1).max(10_000_000), description, { is: 'tokens in a second', use: `a number such as ${example}` });

const seconds = (description: string) => whole(1, 86_400, 120, description);

export const served = section(
  {
    engine: oneOf(SERVING_ENGINES, "vLLM's own server, or a backend inside Triton."),
    repository: repository.optional(),
    gpus: section(
      {
        nodeGroup: field(z.string().min(1).max(63), "Name of one of the region's node groups.", {
          is: 'a name',
          use: 'the name of a node group, e.g. h100',
        }),
        tensorParallel: whole(1, 64, 8, 'GPUs of one node that share each layer. Default: 1.').optional(),
        pipelineParallel: whole(1, 64, 2, 'Nodes that share the layers. Default: 1.').optional(),
      },
      'What one replica takes.',
    ),
    memory,
    releases: list(
      release,
      'Versions side by side, the stable one first.',
      "versions, e.g. [{ version: '3', content: '…', sizeGib: 132 }]",
      10,
    ),
    scale: scale.optional(),
    triton: section(
      {
        model: field(z.string().min(1).max(256), "Triton's name of the model. Default: the model's name.", {
          is: 'a name',
          use: "the name of its folder in Triton's repository",
        }).optional(),
        responseCacheMib: whole(
          1,
          1_048_576,
          1024,
          'Memory for answers that Triton keeps, of models whose config.pbtxt enables response_cache. Default: it keeps none.',
        ).optional(),
        embeddings: section(
          {
            input: field(z.string().min(1).max(256), 'The tensor for the texts. Default: TEXT.', {
              is: 'the name of a tensor',
              use: "one from the model's config.pbtxt",
            }).optional(),
            output: field(z.string().min(1).max(256), 'The tensor with the vectors. Default: EMBEDDING.', {
              is: 'the name of a tensor',
              use: "one from the model's config.pbtxt",
            }).optional(),
          },
          'Makes it a model for embeddings. Default: a model for chats.',
        ).optional(),
      },
      'How the router asks an engine inside Triton.',
    ).optional(),
    host: host.optional(),
    image: image.optional(),
    rollout: oneOf(
      ['surge', 'in-place'],
      'A new pod beside the old one on spare GPUs, or after it. Default: in-place.',
    ).optional(),
    startup: section(
      {
        nodeSeconds: seconds('Until the node has joined.').optional(),
        imageSeconds: seconds('Until the image is pulled.').optional(),
        weightsSeconds: seconds('Until the weights are read.').optional(),
        loadSeconds: seconds('Until the engine answers.').optional(),
      },
      'Budget of a cold start. Default: from the sizes of image and weights.',
    ).optional(),
    cost: section(
      {
        inputTokensPerSecond: rate(12_000, 'Tokens of prompts that a replica reads in a second in which it does nothing else.'),
        outputTokensPerSecond: rate(1_500, 'Tokens of answers that it writes in a second in which it does nothing else.'),
        dollarsPerGpuHour: dollars(
          0,
          1_000,
          6.88,
          'What a GPU costs in an hour. Default: its part of the on-demand list price of the instance in us-east-1.',
        ).optional(),
        busyShare: field(
          z.number().min(0.01).max(1),
          'Part of its hours in which a replica answers: the others are paid for as well. Default: 1.',
          { is: 'a share', use: 'a number from 0.01 to 1, e.g. 0.6' },
        ).optional(),
      },
      'What its tokens cost, from the hours of its GPUs. Default: nobody knows; requests have no cost.',
    ).optional(),
    drainSeconds: seconds('For answers under way when a pod is told to stop. Default: 120.').optional(),
  },
  'A model that the region serves on GPUs of its own.',
);

export const adapter = section(
  {
    of: field(z.string().min(1).max(128), 'The model whose weights it changes: one that vLLM serves.', {
      is: 'a name',
      use: 'the name of a served model',
    }),
    repository: repository.optional(),
    ...stored,
    rank: whole(1, 512, 16, 'Its rank. Default: 16.').optional(),
  },
  'A LoRA adapter, in the pods of the model that it changes.',
);
