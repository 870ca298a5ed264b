import {
  gpuInstanceType,
  gpuInstanceTypes,
  instanceTypeProblems,
} from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { isOffered, regionsOffering } from '../../../constructs/gpu-node-group/catalogue/offerings.ts';
import { vcpuQuota } from '../../../constructs/gpu-node-group/catalogue/quotas.ts';
import { catalogueRegions, gpuInstanceTypesOf } from '../../../lib/config/catalogue/regions.ts';

test.each([
  ['p4d.24xlarge', 'A100', 8, 40, 96, 4],
  ['p4de.24xlarge', 'A100', 8, 80, 96, 4],
  ['p5.48xlarge', 'H100', 8, 80, 192, 32],
  ['p5.4xlarge', 'H100', 1, 80, 16, 1],
  ['p5e.48xlarge', 'H200', 8, 141, 192, 32],
  ['p5en.48xlarge', 'H200', 8, 141, 192, 16],
  ['g6e.48xlarge', 'L40S', 8, 44, 192, 4],
  ['g6.12xlarge', 'L4', 4, 22, 48, 1],
  ['g5.xlarge', 'A10G', 1, 22, 4, 0],
])('%s has the GPUs and adapters that EC2 reports', (name, gpu, gpus, gib, vcpus, efaInterfaces) => {
  const type = gpuInstanceType(name);
  expect(type).toMatchObject({ gpu, gpus, vcpus, efaInterfaces });
  expect(Math.floor((type?.gpuMemoryMib ?? 0) / 1024)).toBe(gib);
});

test('every family of the platform is there, and every fact is plausible', () => {
  const families = new Set(gpuInstanceTypes().map(({ name }) => name.split('.')[0]));
  expect([...families].sort()).toEqual(['g5', 'g6', 'g6e', 'p4d', 'p4de', 'p5', 'p5e', 'p5en']);
  for (const type of gpuInstanceTypes()) {
    expect([1, 4, 8]).toContain(type.gpus);
    expect([0, type.networkCards]).toContain(type.efaInterfaces);
    expect(type.memoryMib).toBeGreaterThan(type.vcpus * 2048);
    expect(type.instanceStoreGb).toBeGreaterThanOrEqual(250);
  }
});

test('bigger types of a family cost more or as much, where the price is known', () => {
  for (const family of ['g5', 'g6', 'g6e']) {
    const prices = gpuInstanceTypes()
      .filter(({ name, gpus }) => name.startsWith(`${family}.`) && gpus === 1)
      .map(({ onDemandUsdPerHour }) => onDemandUsdPerHour?.['us-east-1'] ?? 0);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(prices[0]).toBeGreaterThan(0.5);
  }
});

test('regions offer what the catalogue of regions says, and nothing is claimed of regions unknown to it', () => {
  for (const region of catalogueRegions()) {
    const known = gpuInstanceTypesOf(region);
    for (const { name } of gpuInstanceTypes()) expect(isOffered(name, region)).toBe(known?.includes(name));
  }
  expect(regionsOffering('p5en.48xlarge')).toContain('us-east-1');
  expect(isOffered('p5.48xlarge', 'mars-north-1')).toBeUndefined();
});

test.each([
  ['p4d.24xlarge', false, 'L-417A185B'],
  ['p5.48xlarge', false, 'L-417A185B'],
  ['g6e.xlarge', false, 'L-DB2E81BA'],
  ['p4de.24xlarge', true, 'L-7212CCBC'],
  ['p5en.48xlarge', true, 'L-C4BD4855'],
  ['g5.xlarge', true, 'L-3819A6DF'],
])('%s (spot: %s) counts against %s', (name, spot, code) => {
  expect(vcpuQuota(name, spot).code).toBe(code);
});

test('a misspelt size gets the sizes of its family, a stranger the families', () => {
  expect(instanceTypeProblems('p5.24xlarge')).toEqual(['instanceType is "p5.24xlarge"; use p5.4xlarge, p5.48xlarge']);
  expect(instanceTypeProblems('m7g.large')[0]).toContain('use p4d.*, p4de.*, p5.*, p5e.*, p5en.*, g6e.*, g6.*, g5.*');
});
