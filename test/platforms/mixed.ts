import { clusterWith, gpuPlatform, llama70b, minilm } from './parts.ts';

/** A100 and H100 in one region, A100 and A10G in another, and a third that asks cloud APIs only. */
export default gpuPlatform(
  'mixed',
  {
    'us-east-1': {
      primary: true,
      cidr: '10.10.0.0/16',
      gpus: clusterWith('us-east-1', { large: 'p5.48xlarge', a100: 'p4d.24xlarge', small: 'g6.xlarge' }),
    },
    'eu-west-1': { cidr: '10.20.0.0/16', gpus: clusterWith('eu-west-1', { large: 'p4d.24xlarge', small: 'g5.xlarge' }) },
    'ap-northeast-1': {},
  },
  {
    'llama-70b': { served: llama70b('large') },
    'llama-next': { served: { ...llama70b('a100'), engine: 'triton-tensorrt-llm' } },
    minilm: { served: minilm('small') },
  },
);
