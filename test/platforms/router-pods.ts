import { clusterWith, gpuPlatform, llama70b } from './parts.ts';

const CONTENT = '1e07b350d101af1c7dbae1d1b025865a';
const stored = (repository: string, sizeGib: number) => ({ repository, version: '1', content: CONTENT, sizeGib });

/** Routers as pods beside the function, which share a Redis with it; nodes of Karpenter's, a Job that makes weights, and models that go to a second region. */
export default gpuPlatform(
  'pods',
  {
    'us-east-1': {
      primary: true,
      cidr: '10.10.0.0/16',
      redis: {},
      gpus: {
        ...clusterWith('us-east-1', { large: 'p5.48xlarge', l40s: 'g6e.12xlarge' }),
        karpenter: { amiVersion: 'v20261105' },
        replicateModelsTo: ['eu-central-1'],
        router: {
          bundle: { bucket: 'pods-artefacts', key: 'router/router-1b600f36.tar.gz', sha256: '1b600f36'.repeat(8) },
        },
        builds: {
          publisher: stored('publisher', 0.001),
          versions: [
            {
              output: { repository: 'llama-3.1-8b-fp8', version: '1', sizeGib: 9 },
              source: stored('llama-3.1-8b', 15),
              checkpoint: { format: 'fp8', calibration: { texts: stored('questions', 0.1), samples: 512, maxTokens: 1024 } },
              gpus: { nodeGroup: 'l40s' },
            },
          ],
        },
      },
    },
    'eu-central-1': { cidr: '10.20.0.0/16', gpus: clusterWith('eu-central-1', { l40s: 'g6e.12xlarge' }) },
  },
  { 'llama-70b': { served: llama70b('large') } },
);
