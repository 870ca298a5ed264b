import { deepFreeze } from '../deep-freeze.ts';
import type { PlatformInput } from '../schema/platform.ts';
import { cloudApis } from './cloud-apis.ts';

const cluster = { kubernetesVersion: '1.35', adminRoles: ['platform-admin'] };

/**
 * Three regions, two of them with GPUs: a large model on H100 in one and a small one in both, behind which a cloud API answers. Bucket names,
 * roles and digests stand for your own.
 */
export const multiRegion: PlatformInput = deepFreeze({
  ...cloudApis,
  regions: {
    'us-east-1': {
      primary: true,
      cidr: '10.10.0.0/16',
      gpus: {
        ...cluster,
        modelBucket: 'llm-models-us-east-1',
        nodeGroups: {
          h100: {
            instanceType: 'p5.48xlarge',
            capacity: [{ source: 'on-demand', availabilityZone: 'us-east-1a', desiredSize: 1, maxSize: 2 }],
          },
          small: { instanceType: 'g5.2xlarge', capacity: [{ source: 'on-demand', desiredSize: 2, maxSize: 4 }] },
        },
      },
    },
    'eu-west-1': {
      cidr: '10.20.0.0/16',
      gpus: {
        ...cluster,
        modelBucket: 'llm-models-eu-west-1',
        nodeGroups: { small: { instanceType: 'g5.2xlarge', capacity: [{ source: 'on-demand', desiredSize: 2, maxSize: 4 }] } },
      },
    },
    'ap-northeast-1': {},
  },
  models: {
    ...cloudApis.models,
    'llama-70b': {
      served: {
        engine: 'vllm',
        repository: 'llama-3.3-70b',
        gpus: { nodeGroup: 'h100', tensorParallel: 8 },
        memory: { parameters: 70.55e9, layers: 80, kvHeads: 8, headDim: 128, contextTokens: 32_768 },
        releases: [
          { version: '3', content: '1e07b350d101af1c7dbae1d1b025865a', sizeGib: 132, trafficPercent: 95 },
          { version: '4', content: '2b7e151628aed2a6abf7158809cf4f3c', sizeGib: 132 },
        ],
      },
    },
    'llama-8b': {
      served: {
        engine: 'vllm',
        repository: 'llama-3.1-8b',
        gpus: { nodeGroup: 'small' },
        memory: { parameters: 8.03e9, layers: 32, kvHeads: 8, headDim: 128, weightType: 'int8', maxSequences: 32 },
        releases: [{ version: '2', content: '603deb1015ca71be2b73aef0857d7781', sizeGib: 8.5 }],
        scale: { min: 1, max: 3 },
      },
    },
  },
  routes: { chat: [{ model: 'llama-70b' }, { model: 'llama-8b' }, { model: 'gpt-mini' }] },
  // The Service that the Prometheus Operator makes. Without an operator: `inCluster: {}`.
  observability: { prometheusUrl: 'http://prometheus-operated.monitoring.svc:9090' },
});
