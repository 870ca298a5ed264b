import { clusterWith, gpuPlatform, llama70b } from './parts.ts';

/** A100 only, in one region. */
export default gpuPlatform(
  'a100',
  { 'us-east-1': { cidr: '10.10.0.0/16', gpus: clusterWith('us-east-1', { a100: 'p4d.24xlarge' }) } },
  { 'llama-70b': { served: llama70b('a100') } },
);
