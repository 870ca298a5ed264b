import { z } from 'zod';
import { field, list, oneOf, section, whole } from './field.ts';
import { host, image, repository, size, stored } from './served-parts.ts';

const name = (description: string, use: string) => field(z.string().min(1).max(128), description, { is: 'a name', use });

const calibration = section(
  {
    texts: section(
      { repository, ...stored },
      'A folder of the bucket with files *.jsonl, an object with the field text in each line.',
    ),
    samples: whole(1, 1_000_000, 512, 'Lines that are read, from the first on.'),
    maxTokens: whole(1, 1_000_000, 1024, 'Of each line; the rest is cut off.'),
  },
  'Texts that show the quantiser which values occur.',
);

const version = section(
  {
    output: section(
      { repository, version: stored.version, sizeGib: size('At the most.') },
      'The version that is pushed. It must not exist.',
    ),
    source: section({ repository, ...stored }, 'The version that it is made from.'),
    checkpoint: section(
      { format: oneOf(['fp8', 'int4-awq'], 'What the weights become.'), calibration },
      "Quantised weights in Hugging Face's layout, by ModelOpt. Excludes engine.",
    ).optional(),
    engine: section(
      {
        quantisation: section(
          { format: oneOf(['fp8', 'int8', 'int4-awq'], 'What the weights become.'), calibration },
          'Default: as the source is.',
        ).optional(),
        limits: section(
          {
            maxBatchSize: whole(1, 100_000, 32, 'Sequences in one step.'),
            maxInputTokens: whole(1, 100_000_000, 12_288, 'Of a prompt.'),
            maxSequenceTokens: whole(1, 100_000_000, 16_384, 'Of prompt and answer.'),
            maxBatchTokens: whole(1, 100_000_000, 8192, 'Of all sequences in one step.'),
          },
          'What the engine is compiled for.',
        ),
      },
      'An engine of TensorRT-LLM 1.2 or older. Excludes checkpoint.',
    ).optional(),
    gpus: section(
      {
        nodeGroup: name("Name of one of the region's node groups.", 'the name of a node group, e.g. h100'),
        count: whole(1, 64, 1, 'GPUs of one node. Default: 1.').optional(),
      },
      'On what it is made.',
    ),
    image: image.optional(),
    host: host.optional(),
    deadlineSeconds: whole(60, 604_800, 7200, 'For all attempts together, waiting for GPUs included. Default: 7200.').optional(),
    servedBy: name(
      'The model that is to serve it, with which it is compared. Default: not compared.',
      'the name of a served model',
    ).optional(),
  },
  'A version of a model that a Job makes of another.',
);

/** Versions of models that a region's cluster makes. */
export const builds = section(
  {
    publisher: section({ repository, ...stored }, 'The file publish.js, which blueprint model tool writes, pushed like a model.'),
    versions: list(
      version,
      'What is made, each once.',
      'versions, e.g. [{ output: { … }, source: { … }, checkpoint: { … }, gpus: { … } }]',
    ),
  },
  "Quantised weights and engines that Jobs make on the region's GPUs. Default: none.",
);
