import type { Manifest } from '../../../services/manifests/manifest.ts';
import { podsOf } from '../../../services/manifests/pods.ts';
import { quantityOf } from '../../../services/manifests/quantity.ts';

const pod = { containers: [{ name: 'server' }] };
const of = (kind: string, spec: object): Manifest => ({ apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'n' }, spec });

test.each([
  of('Pod', pod),
  of('Deployment', { template: { spec: pod } }),
  of('Job', { template: { spec: pod } }),
  of('CronJob', { jobTemplate: { spec: { template: { spec: pod } } } }),
])('the pod of a $kind is found', (manifest) => {
  expect(podsOf(manifest)).toEqual([{ name: `${manifest.kind} n/a`, spec: pod }]);
});

test('a LeaderWorkerSet makes two kinds of pods', () => {
  const template = { spec: pod };
  const set = of('LeaderWorkerSet', { leaderWorkerTemplate: { leaderTemplate: template, workerTemplate: template } });
  expect(podsOf(set).map(({ name }) => name)).toEqual(['LeaderWorkerSet n/a (leader)', 'LeaderWorkerSet n/a (worker)']);
});

test('what makes no pod has none', () => {
  expect(podsOf(of('Service', { selector: {} }))).toEqual([]);
});

test.each([
  ['64Gi', 64 * 2 ** 30],
  ['500m', 0.5],
  [8, 8],
  ['1.5Ki', 1536],
  ['many', Number.NaN],
  ['1Xi', Number.NaN],
])('the quantity %s is %d', (quantity, number) => {
  expect(quantityOf(quantity)).toBe(number);
});
