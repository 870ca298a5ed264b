import { platform } from '../../../lib/config/platform.ts';
import { clusterWith, type Gpus, gpuPlatform } from '../../platforms/parts.ts';

const gpus = (region: string, changes: Partial<Gpus> = {}): Gpus => ({
  ...clusterWith(region, { l40s: 'g6e.12xlarge' }),
  ...changes,
});
const written = (here: readonly string[], there?: readonly string[]) =>
  gpuPlatform(
    'replicated',
    {
      'us-east-1': { primary: true, cidr: '10.10.0.0/16', gpus: gpus('us-east-1', { replicateModelsTo: [...here] }) },
      'eu-central-1': { cidr: '10.20.0.0/16', gpus: gpus('eu-central-1', there && { replicateModelsTo: [...there] }) },
      'ap-northeast-1': {},
    },
    {},
  );

test.each([
  ['the region itself', written(['us-east-1']), 'is the region itself; leave it out'],
  ['a region without GPUs', written(['ap-northeast-1']), 'has no gpus, and so no bucket of models'],
  ['a region twice', written(['eu-central-1', 'eu-central-1']), 'is named twice; leave one out'],
  [
    'a region that sends models on',
    written(['eu-central-1'], ['us-east-1']),
    'replicates models itself, and replicas go no further; let one region send to all',
  ],
])('%s is refused', (_, input, sentence) => {
  expect(() => platform(input)).toThrow(sentence);
});
