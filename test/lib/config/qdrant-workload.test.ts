import { qdrantWorkload } from '../../../lib/config/qdrant-workload.ts';
import { qdrantManifests } from '../../../services/qdrant/manifests.ts';
import { manifestsOf } from '../../../tools/manifests/manifests.ts';
import state from '../../platforms/state.ts';

const qdrant = qdrantWorkload(state, 'us-west-2');
if (qdrant === undefined) throw new Error('no qdrant');

test('a region whose engine is qdrant runs one beside its models, with the network of the region as callers', () => {
  expect(qdrant).toMatchObject({
    namespace: 'qdrant',
    kubernetesVersion: '1.35',
    host: 'qdrant.example.com',
    tlsSecret: 'qdrant-tls',
    memoryGib: 16,
    storageGib: 100,
    snapshotBucket: 'state-vectors-111122223333-us-west-2',
    routers: { namespace: 'router', cidrs: ['10.30.0.0/16'] },
  });
});

test('other regions run none', () => {
  expect(['us-east-1', 'eu-central-1', 'nowhere'].map((region) => qdrantWorkload(state, region))).toEqual([
    ...[undefined, undefined, undefined],
  ]);
});

test('its objects are among those that blueprint manifests writes, even where no model is served', () => {
  const { serving } = state.regions['us-west-2'] ?? {};
  const files = manifestsOf(serving ? [serving] : [], {}, [qdrant]).get('us-west-2');
  expect(files?.size).toBeGreaterThanOrEqual(qdrantManifests(qdrant).length);
  expect([...(files?.keys() ?? [])]).toContain('2-statefulset.qdrant.qdrant.yaml');
});
