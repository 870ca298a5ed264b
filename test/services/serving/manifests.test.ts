import { containersOf, podsOf } from '../../../services/manifests/pods.ts';
import { ServingError, servingManifests } from '../../../services/serving/manifests.ts';
import { llama8b, llama70b, llama405b } from './support/models.ts';
import { changed, everything, regionOf, threeRegions } from './support/servings.ts';

const manifests = servingManifests(everything);
const workloads = manifests.filter((manifest) => podsOf(manifest).length > 0);

test('every pod is limited to the GPUs that one of its model takes of a node', () => {
  const gpus = workloads.flatMap((manifest) =>
    podsOf(manifest).map(({ name, spec }) => [name, spec.containers?.[0]?.resources?.limits?.['nvidia.com/gpu']]),
  );
  expect(Object.fromEntries(gpus)).toEqual({
    'Deployment models/llama-70b-v3': '8',
    'Deployment models/llama-8b-v1': '1',
    'LeaderWorkerSet models/llama-405b-v1 (leader)': '8',
    'LeaderWorkerSet models/llama-405b-v1 (worker)': '8',
    'Deployment models/embedder-v7': '1',
    'Deployment models/qwen-v1': '1',
    'Deployment models/qwen-v2': '1',
  });
});

test('GPUs and memory are requested as they are limited', () => {
  for (const { resources } of workloads.flatMap(podsOf).flatMap(({ spec }) => containersOf(spec))) {
    expect(resources?.requests).toMatchObject(resources?.limits ?? {});
  }
});

test('every object says what it belongs to', () => {
  for (const { metadata } of manifests) {
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/name': expect.any(String),
      'app.kubernetes.io/instance': expect.any(String),
      'app.kubernetes.io/part-of': 'llm-platform',
      'app.kubernetes.io/managed-by': 'llm-platform-blueprint',
    });
  }
});

test('what belongs to a namespace is in that of the models', () => {
  const elsewhere = manifests.filter(({ metadata }) => metadata.namespace !== 'models').map(({ kind }) => kind);
  expect(new Set(elsewhere)).toEqual(new Set(['Namespace', 'PersistentVolume']));
});

test('the root of every container is read-only', () => {
  for (const container of workloads.flatMap(podsOf).flatMap(({ spec }) => containersOf(spec))) {
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  }
});

test('a region that serves nothing has no objects', () => {
  expect(threeRegions.map((serving) => servingManifests(serving).length)).toEqual([46, 15, 0]);
});

test('everything that is wrong is said at once', () => {
  const wrong = regionOf(
    { ...llama70b, rollout: 'surge', gpus: { ...llama70b.gpus, tensorParallel: 7 } },
    changed(llama405b, { startup: { weightsSeconds: 1 } }),
    changed(llama8b, { gpus: { nodeGroup: 'h200' } }),
  );
  let error: unknown;
  try {
    servingManifests(wrong);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ServingError);
  const { message, problems } = error as ServingError;
  expect(problems.map(({ path }) => path)).toEqual([
    'models.llama-8b.gpus.nodeGroup',
    'models.llama-70b.gpus.tensorParallel',
    'models.llama-70b.rollout',
    'models.llama-405b.startup.weightsSeconds',
  ]);
  expect(message).toMatch(/^The models of us-east-1 cannot be served:\n- models\.llama-8b\.gpus\.nodeGroup: is "h200"/);
});
