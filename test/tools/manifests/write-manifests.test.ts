import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platform } from '../../../lib/config/platform.ts';
import type { Serving } from '../../../services/serving/serving.ts';
import { manifestsOf } from '../../../tools/manifests/manifests.ts';
import { writeManifests } from '../../../tools/manifests/write-manifests.ts';
import watched from '../../platforms/watched.ts';
import { qdrant } from '../../services/qdrant/support.ts';
import { llama8b, llama70b } from '../../services/serving/support/models.ts';
import { changed, regionOf, threeRegions } from '../../services/serving/support/servings.ts';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'manifests-'));
});
afterEach(() => rm(out, { recursive: true }));

const bytesIn = async (folder: string) =>
  Promise.all(
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')]),
  );

test('two runs write the same bytes, whatever the order of regions and models', async () => {
  const backwards = [...threeRegions].reverse().map((serving) => ({ ...serving, models: [...serving.models].reverse() }));
  await writeManifests(path.join(out, 'a'), manifestsOf(threeRegions));
  await writeManifests(path.join(out, 'b'), manifestsOf(backwards));
  expect(await bytesIn(path.join(out, 'a'))).toEqual(await bytesIn(path.join(out, 'b')));
  expect((await readdir(path.join(out, 'a'))).sort()).toEqual(['eu-west-1', 'manifests.json', 'us-east-1']);
});

test('what an earlier run wrote and this one does not is removed, and nothing else', async () => {
  await writeManifests(out, manifestsOf([regionOf(llama70b, llama8b)]));
  await writeFile(path.join(out, 'us-east-1', 'kustomization.yaml'), 'resources: []\n');
  await writeManifests(out, manifestsOf([regionOf(llama70b)]));
  const left = await readdir(path.join(out, 'us-east-1'));
  expect(left).toContain('2-deployment.models.llama-70b-v3.yaml');
  expect(left).not.toContain('2-deployment.models.llama-8b-v1.yaml');
  expect(left).toContain('kustomization.yaml');
});

test('a folder that holds something else is left alone', async () => {
  await writeFile(path.join(out, 'notes.txt'), '');
  await expect(writeManifests(out, manifestsOf(threeRegions))).rejects.toThrow('is not empty and holds no earlier manifests');
  expect(await readdir(out)).toEqual(['notes.txt']);
});

test('an index that names files elsewhere removes none of them', async () => {
  await mkdir(path.join(out, 'there'));
  await writeFile(path.join(out, 'precious.yaml'), '');
  await writeFile(path.join(out, 'there', 'manifests.json'), JSON.stringify({ files: ['../precious.yaml'] }));
  await writeManifests(path.join(out, 'there'), manifestsOf(threeRegions));
  expect(await readdir(out)).toContain('precious.yaml');
});

test('the problems of all regions are said at once', () => {
  const wrong = changed(llama70b, { gpus: { tensorParallel: 7 } });
  const regions = ['us-east-1', 'eu-west-1'].map((region) => ({ ...regionOf(wrong), region }));
  expect(() => manifestsOf(regions)).toThrow(
    /^The models of eu-west-1 cannot be served:[\s\S]+\nThe models of us-east-1 cannot be served:/,
  );
});

test('the problems of all that runs in a region are said at once', () => {
  const wrong = changed(llama70b, { gpus: { tensorParallel: 7 } });
  const sampling = { slowSeconds: 5, percent: 5 };
  const watching = { traces: { collector: { image: 'otel/collector:latest', sampling } } };
  const small = { ...qdrant, storageGib: 1 };
  expect(() => manifestsOf([regionOf(wrong)], watching, [small])).toThrow(
    /^The models of us-east-1 cannot be served:[\s\S]+\nThe Qdrant of us-east-1 cannot run:\n- storageGib is 1; use 10 or more$/,
  );
  expect(() => manifestsOf([regionOf(llama70b)], watching, [small])).toThrow(
    /^The Qdrant of us-east-1 cannot run:\n.*\nThe collector of us-east-1 cannot run:\n- .*name it by digest/,
  );
});

test('rules about routers are there where routers run in the cluster alone, for the alert on their absence would never end', () => {
  const rules = (serving: Serving) =>
    [...(manifestsOf([serving]).get('us-east-1') ?? [])].filter(([file]) => file.includes('prometheusrule')).join();
  const region = regionOf(llama70b);
  expect(rules(region)).not.toContain('LLMGatewayMetricsMissing');
  expect(rules(region)).toContain('TargetDown');
  expect(rules({ ...region, routers: { ...region.routers, inCluster: true } })).toContain('LLMGatewayMetricsMissing');
});

test('a managed collector is let in to routers where they run in the cluster', () => {
  const policies = (serving: Serving) =>
    [
      ...(manifestsOf([serving], { metrics: { retentionDays: 150, workspaces: {} } }).get('us-east-1') ??
        new Map<string, string>()),
    ].filter(([file]) => file.includes('allow-managed-collector'));
  const region = regionOf(llama70b);
  expect(policies(region).map(([file]) => file)).toEqual([expect.stringContaining('.models.')]);
  const both = policies({ ...region, routers: { ...region.routers, inCluster: true } });
  expect(both.map(([file]) => file)).toEqual([
    expect.stringContaining('.models.'),
    expect.stringContaining(`.${region.routers.namespace}.`),
  ]);
  expect(both[1]?.[1]).toMatch(/port: 9090[\s\S]*component: router/);
});

test('what watches the clusters of a platform is written alike each time, for each region that has one', () => {
  const write = () => {
    const { regions, observability } = platform(watched);
    return manifestsOf(
      Object.values(regions).flatMap(({ serving }) => serving ?? []),
      observability,
    );
  };
  const written = write();
  expect([...written.keys()]).toEqual(['eu-west-1', 'us-east-1']);
  expect([...written].map(([, files]) => [...files])).toEqual([...write()].map(([, files]) => [...files]));
  for (const files of written.values()) {
    expect(files.get('2-statefulset.monitoring.prometheus.yaml')).toContain('storage: 200Gi');
    expect(files.get('2-configmap.monitoring.alertmanager.yaml')).toContain('pagerduty_configs');
    expect(files.get('2-configmap.monitoring.prometheus-rules.yaml')).toContain(
      'https://wiki.example.com/runbooks/TargetDown.md',
    );
  }
});

test('with a Prometheus of our own rules are its files, and no object is of an operator that is not there', () => {
  const files = manifestsOf([regionOf(llama70b)], { inCluster: { retentionDays: 15, storageGib: 100 } }).get('us-east-1');
  expect([...(files?.values() ?? [])].join()).not.toContain('monitoring.coreos.com');
  const names = [...(files?.keys() ?? [])];
  expect(names).toEqual(
    expect.arrayContaining(['2-configmap.monitoring.prometheus-rules.yaml', '2-deployment.monitoring.grafana.yaml']),
  );
  expect(names.filter((name) => name.includes('dashboard'))).toHaveLength(7);
});
