import { z } from 'zod';
import { field, list, oneOf, section, text, whole } from './field.ts';

export const size = (description: string) =>
  field(z.number().min(0.001).max(100_000), description, { is: 'a size in GiB', use: 'a number above 0, e.g. 132' });

export const repository = text(/^[a-z0-9][a-z0-9._-]{0,63}$/, "Name in the bucket of models. Default: the model's name.", {
  is: 'the name of a stored model',
  use: 'one that blueprint model list shows, e.g. llama-3.3-70b',
});

/** A version as `blueprint model push` stored it. */
export const stored = {
  version: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Its version there.', {
    is: 'a version',
    use: "one that blueprint model list shows, e.g. '3', in quotes",
  }),
  content: text(/^[0-9a-f]{32}$/, "Digest of the version's files, from its manifest.", {
    is: 'the digest of stored files',
    use: 'the content that blueprint model list shows: 32 hexadecimal digits',
  }),
  sizeGib: size('Size of all files.'),
};

const replicas = (description: string) => whole(0, 1000, 1, description);

const schedule = list(
  section(
    {
      start: field(z.string().min(9).max(100), 'Cron expression of five fields.', {
        is: 'a cron expression',
        use: "e.g. '0 8 * * 1-5'",
      }),
      end: field(z.string().min(9).max(100), 'Cron expression of five fields.', {
        is: 'a cron expression',
        use: "e.g. '0 18 * * 1-5'",
      }),
      timezone: field(z.string().min(1).max(64), 'IANA name. Default: Etc/UTC.', {
        is: 'a time zone',
        use: 'one such as Europe/Dublin',
      }).optional(),
      replicas: replicas('At least so many.'),
    },
    'A time with more replicas.',
  ),
  'Times at which at least so many replicas run.',
  "times, e.g. [{ start: '0 8 * * 1-5', end: '0 18 * * 1-5', replicas: 2 }]",
  20,
);

export const scale = section(
  {
    replicas: replicas('A fixed number. Excludes the rest. Default: 1.').optional(),
    min: replicas('Fewest replicas; 0 scales to zero when nobody asks. Default: 1.').optional(),
    max: replicas('Most replicas.').optional(),
    requestsPerReplica: whole(
      1,
      10_000,
      32,
      'Requests in flight that call for another replica. Default: half of maxSequences, or 8.',
    ).optional(),
    cpuPercent: whole(1, 100, 70, 'Scale by CPU use, and not by requests in flight.').optional(),
    schedule: schedule.optional(),
  },
  'How many replicas run: a fixed number, or from min to max by requests in flight or CPU use. Default: one.',
);

export const release = section(
  {
    name: text(/^[a-z0-9]{1,10}$/, 'Default: v and the version.', {
      is: 'the name of a release',
      use: 'up to 10 lower-case letters and digits, e.g. v3',
    }).optional(),
    ...stored,
    trafficPercent: whole(
      0,
      100,
      90,
      "Share of the model's requests. Default: what the others leave, if one says nothing.",
    ).optional(),
    scale: scale.optional(),
  },
  'A version of the model with pods of its own.',
);

export const memory = section(
  {
    parameters: field(z.number().min(1e6).max(1e14), 'How many.', {
      is: 'a number of parameters',
      use: 'e.g. 70.55e9',
    }).optional(),
    layers: whole(1, 1000, 80, 'Layers.').optional(),
    kvHeads: whole(1, 1000, 8, 'Heads of keys and values in a layer.').optional(),
    headDim: whole(1, 10_000, 128, 'Size of a head.').optional(),
    weightType: oneOf(['bf16', 'fp16', 'fp8', 'int8', 'int4'], 'Type of the weights. Default: bf16.').optional(),
    kvCacheType: oneOf(['bf16', 'fp16', 'fp8'], 'Type of the cache. Default: bf16.').optional(),
    contextTokens: whole(1, 100_000_000, 32_768, 'Prompt and answer of the longest sequence. Default: 8192.').optional(),
    maxSequences: whole(1, 100_000, 64, 'Sequences that run at once. Default: 64.').optional(),
    meanTokens: whole(
      1,
      100_000_000,
      2048,
      'Prompt and answer of a sequence on average. Default: 2048, or contextTokens if that is less.',
    ).optional(),
    gibPerGpu: size('Of any other model: what it was measured to take of each GPU. Excludes the rest.').optional(),
  },
  'What one replica takes of its GPUs: parameters, layers, kvHeads and headDim of a language model (config.json has them), or gibPerGpu.',
);

export const host = section(
  {
    cpus: field(z.number().min(0.1).max(1000), 'CPUs.', { is: 'a number of CPUs', use: 'one such as 12' }).optional(),
    memoryGib: size('Memory.').optional(),
    sharedMemoryGib: size('Part of the memory that is /dev/shm.').optional(),
  },
  "What a replica takes of each node beside GPUs. Default: 80 % of the node, by its share of the node's GPUs.",
);

export const image = section(
  {
    repository: text(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/, 'Without tag.', {
      is: 'the name of an image',
      use: 'one such as docker.io/vllm/vllm-openai',
    }),
    version: field(z.string().min(1).max(128), 'For people; the digest decides.', {
      is: 'a version',
      use: 'the tag of the digest',
    }),
    digest: text(/^sha256:[0-9a-f]{64}$/, 'Digest.', { is: 'a digest', use: 'sha256: and 64 hexadecimal digits' }),
    sizeGib: size("Unpacked on a node's disk."),
  },
  "An image of your own. Default: the engine's in services/versions.json.",
);
