import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import catalogue from '../../../../lib/config/catalogue/regions.json';
import {
  availabilityZonesOf,
  catalogueRegions,
  gpuInstanceTypesOf,
  usualZonesOf,
} from '../../../../lib/config/catalogue/regions.ts';

test('it holds every commercial region that the CDK knows, but one that has no published zones', () => {
  const commercial = RegionInfo.regions.filter(({ partition }) => partition === 'aws').map(({ name }) => name);
  expect(commercial.filter((name) => !catalogueRegions().includes(name))).toEqual(['me-west-1']);
  expect(catalogueRegions().filter((name) => !commercial.includes(name))).toEqual([]);
});

test('regions are sorted', () => {
  expect(catalogueRegions()).toEqual([...catalogueRegions()].sort());
});

test.each(catalogueRegions())('%s has two to six zones, named after it and sorted', (region) => {
  const zones = usualZonesOf(region);
  expect(zones.length).toBeGreaterThanOrEqual(2);
  expect(zones.length).toBeLessThanOrEqual(6);
  expect(zones).toEqual([...new Set(zones)].sort());
  for (const zone of availabilityZonesOf(region)) expect(zone).toMatch(new RegExp(`^${region}[a-f]$`));
});

test.each(Object.entries(catalogue.regions))('%s says where its facts come from, and of when', (_, { source, date }) => {
  expect(Object.keys(catalogue.sources)).toContain(source);
  expect(date).toMatch(/^20\d\d-[01]\d(-[0-3]\d)?$/);
});

test('zones that only some accounts see can be named, and are not taken by default', () => {
  expect(usualZonesOf('us-west-1')).toEqual(['us-west-1a', 'us-west-1b']);
  expect(availabilityZonesOf('us-west-1')).toEqual(['us-west-1a', 'us-west-1b', 'us-west-1c']);
});

test('a region that is not in it has no zones, and its instance types are unknown', () => {
  expect(availabilityZonesOf('mars-north-1')).toEqual([]);
  expect(usualZonesOf('constructor')).toEqual([]);
  expect(gpuInstanceTypesOf('mars-north-1')).toBeUndefined();
});

test('instance types are full names; none, and unknown, are told apart', () => {
  expect(gpuInstanceTypesOf('us-east-1')).toEqual(expect.arrayContaining(['p5.48xlarge', 'p4d.24xlarge', 'g6e.12xlarge']));
  expect(gpuInstanceTypesOf('af-south-1')).toEqual([]);
  expect(gpuInstanceTypesOf('mx-central-1')).toBeUndefined();
});

const prices = path.join(
  __dirname,
  '../../../../../shared/data/prices-ec2-karpenter/pkg/providers/pricing/zz_generated.pricing_aws.go',
);

const whenPresent = existsSync(prices) ? test : test.skip;

whenPresent('the GPU types of us-east-1 are those of Karpenter’s price list (skipped without ../shared/data)', () => {
  const priced = [...readFileSync(prices, 'utf8').matchAll(/"((?:g[5-9]e?|p[4-9][a-z]*(?:-[a-z0-9]+)?)\.\w+)":/g)].map(
    ([, type]) => type,
  );
  expect([...(gpuInstanceTypesOf('us-east-1') ?? [])].sort()).toEqual(priced.sort());
});
