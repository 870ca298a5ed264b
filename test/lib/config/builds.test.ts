import { platform } from '../../../lib/config/platform.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import { clusterWith, type Gpus, gpuPlatform } from '../../platforms/parts.ts';

const CONTENT = '1e07b350d101af1c7dbae1d1b025865a';
const stored = (repository: string, sizeGib: number) => ({ repository, version: '1', content: CONTENT, sizeGib });
const calibration = { texts: stored('questions', 0.1), samples: 512, maxTokens: 1024 };
type Version = NonNullable<Gpus['builds']>['versions'][number];
const fp8: Version = {
  output: { repository: 'llama-3.1-8b-fp8', version: '1', sizeGib: 9 },
  source: stored('llama-3.1-8b', 15),
  checkpoint: { format: 'fp8', calibration },
  gpus: { nodeGroup: 'l40s' },
};
const written = (...versions: readonly Version[]) =>
  gpuPlatform(
    'making',
    {
      'us-east-1': {
        primary: true,
        cidr: '10.10.0.0/16',
        gpus: {
          ...clusterWith('us-east-1', { l40s: 'g6e.12xlarge' }),
          builds: { publisher: stored('publisher', 0.001), versions: [...versions] },
        },
      },
    },
    {},
  );
const serving = platform(written(fp8)).regions['us-east-1']?.serving;

test('a version is made by the pinned image, with the share of a node that its GPUs are, in two hours', () => {
  expect(serving?.builds?.builds).toMatchObject([
    {
      recipe: { kind: 'checkpoint', format: 'fp8' },
      image: { repository: 'nvcr.io/nvidia/tritonserver' },
      gpus: { nodeGroup: 'l40s', count: 1 },
      host: { cpus: 9.6, memoryGib: 76 },
      deadlineSeconds: 7200,
    },
  ]);
});

test('blueprint manifests writes its Job, in a region that serves nothing', () => {
  const kinds = serving ? servingManifests(serving).map(({ kind }) => kind) : [];
  expect(kinds).toEqual(expect.arrayContaining(['Namespace', 'Job', 'ConfigMap', 'PersistentVolume']));
});

test.each<[string, Version, string]>([
  [
    'nothing of how',
    { ...fp8, checkpoint: undefined },
    'builds.versions[0]: has neither checkpoint nor engine; say what it becomes',
  ],
  [
    'unknown nodes',
    { ...fp8, gpus: { nodeGroup: 'h100' } },
    'builds.versions[0].gpus.nodeGroup: is "h100", and the region has l40s',
  ],
  [
    'too little memory',
    { ...fp8, host: { memoryGib: 10 } },
    'builds.versions[0].host.memoryGib: is 10, and the source with /dev/shm takes',
  ],
  [
    'a format that its model does not serve',
    { ...fp8, servedBy: 'nobody' },
    'builds.versions[0].servedBy: is "nobody", and the region serves none; use one of them',
  ],
  [
    'an engine whose prompts are as long as all',
    {
      ...fp8,
      checkpoint: undefined,
      engine: { limits: { maxBatchSize: 8, maxInputTokens: 4096, maxSequenceTokens: 4096, maxBatchTokens: 4096 } },
    },
    'builds.versions[0].engine.limits.maxInputTokens: is 4096, and maxSequenceTokens 4096 holds the answer too',
  ],
])('a version that says %s is refused where it stands', (_, version, sentence) => {
  expect(() => platform(written(version))).toThrow(`regions.us-east-1.gpus.${sentence}`);
});
