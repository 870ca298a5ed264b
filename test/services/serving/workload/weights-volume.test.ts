import { weightsGib } from '../../../../services/serving/engine/weights.ts';
import { weightsVolume } from '../../../../services/serving/workload/weights-volume.ts';
import { llama8b, qwen } from '../support/models.ts';
import { everything } from '../support/servings.ts';

const [volume, claim] = weightsVolume(everything, llama8b);

test('the models of the bucket are mounted read-only, with the identity of the pod', () => {
  expect(volume?.spec).toMatchObject({
    accessModes: ['ReadOnlyMany'],
    storageClassName: '',
    mountOptions: expect.arrayContaining(['read-only', 'prefix models/', 'region us-east-1', 'uid=1000', 'gid=1000']),
    csi: {
      driver: 's3.csi.aws.com',
      readOnly: true,
      volumeAttributes: { bucketName: 'llm-models-us-east-1', authenticationSource: 'pod', stsRegion: 'us-east-1' },
    },
  });
});

test('volume and claim belong to each other, and to nobody else', () => {
  expect(volume?.spec).toMatchObject({ claimRef: { namespace: 'models', name: claim?.metadata.name } });
  expect(claim?.spec).toMatchObject({ volumeName: volume?.metadata.name, storageClassName: '' });
  expect(volume?.metadata.name).toBe('models-llama-8b-weights');
});

test('what a node keeps is every release and adapter, once', () => {
  expect(weightsGib(llama8b)).toBeCloseTo(15.6);
  expect(weightsGib(qwen)).toBe(32);
  expect(weightsGib({ ...qwen, releases: [...qwen.releases, ...qwen.releases] })).toBe(32);
  expect(volume?.spec).toMatchObject({ csi: { volumeAttributes: { cache: 'emptyDir', cacheEmptyDirSizeLimit: '16Gi' } } });
});
