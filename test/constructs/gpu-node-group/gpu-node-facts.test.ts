import { Size } from 'aws-cdk-lib';
import { type GpuInstanceType, gpuInstanceType } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { gpuNodeFacts } from '../../../constructs/gpu-node-group/gpu-node-facts.ts';
import { GpuNodeStorage } from '../../../constructs/gpu-node-group/gpu-node-storage.ts';
import { ladder } from '../../support/gpu-stacks.ts';

const p5 = gpuInstanceType('p5.48xlarge') as GpuInstanceType;
const settings = { efaInterfaces: 32, hugePages2Mi: 5128, storage: GpuNodeStorage.instanceStore(), capacity: ladder() };

test('pods find the GPUs, adapters and pages of the type, and its disks in GiB', () => {
  expect(gpuNodeFacts('h100', p5, settings)).toMatchObject({
    ...{ name: 'h100', instanceType: 'p5.48xlarge', gpu: 'H100', gpus: 8, gpuMemoryMib: 81_920, vcpus: 192 },
    ...{ memoryMib: 2_097_152, efaInterfaces: 32, hugePages2Mi: 5128, diskGib: 28_312 },
  });
});

test('nodes are counted over all sources, and by zone', () => {
  expect(gpuNodeFacts('h100', p5, settings)).toMatchObject({ maxNodes: 9, nodesByZone: { 'us-east-1a': 6, 'us-east-1b': 3 } });
});

test('where a source names no zone, zones are unknown', () => {
  const capacity = [...ladder(), GpuCapacity.onDemand({ maxSize: 1 })];
  expect(gpuNodeFacts('h100', p5, { ...settings, capacity })).not.toHaveProperty('nodesByZone');
});

test('with a gp3 volume that is the disk', () => {
  const storage = GpuNodeStorage.gp3(Size.gibibytes(500));
  expect(gpuNodeFacts('h100', p5, { ...settings, storage }).diskGib).toBe(500);
});
