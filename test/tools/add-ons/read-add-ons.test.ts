import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAddOns } from '../../../tools/add-ons/read-add-ons.ts';
import { routers } from '../../services/router/support.ts';
import { h100, l40s } from '../../services/serving/support/servings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'add-ons-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (content: unknown) => {
  writeFileSync(path.join(folder, 'a.json'), JSON.stringify(content));
  return readAddOns('a.json', folder);
};

const region = (name: string, changes: object = {}) => ({
  region: name,
  kubernetesVersion: '1.35',
  nodeGroups: [l40s],
  ...changes,
});

test('each region has its files, a file for each object', async () => {
  const regions = await read({ regions: [region('us-east-1', { router: routers }), region('eu-west-1')] });
  expect([...regions.keys()]).toEqual(['eu-west-1', 'us-east-1']);
  expect([...(regions.get('eu-west-1')?.keys() ?? [])]).toEqual([
    '0-namespace.device-plugins.yaml',
    '2-daemonset.device-plugins.nvidia-device-plugin.yaml',
  ]);
  expect(regions.get('us-east-1')?.get('2-deployment.routers.router.yaml')).toContain('workingDir: /app');
});

test('the problems of all regions are said at once', async () => {
  const regions = ['us-east-1', 'eu-west-1'].map((name) => region(name, { nodeGroups: [h100] }));
  await expect(read({ regions })).rejects.toThrow(/^eu-west-1: efaPluginImage is undefined[\s\S]+\nus-east-1: efaPluginImage/);
});

test.each([[{}], [[]], [{ regions: [{ region: 'us-east-1' }] }], [null]])(
  'a file that says something else is refused: %j',
  async (content) => {
    await expect(read(content)).rejects.toThrow('a.json does not say what each region has');
  },
);

test('a file that is not there is refused', async () => {
  await expect(readAddOns('nowhere.ts', folder)).rejects.toThrow('nowhere.ts is not there');
});
