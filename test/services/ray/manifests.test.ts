import { parse } from 'yaml';
import type { Manifest } from '../../../services/manifests/manifest.ts';
import { podsOf } from '../../../services/manifests/pods.ts';
import { rayManifests } from '../../../services/ray/manifests.ts';
import type { ServedModel } from '../../../services/serving/served-model.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';
import { model, rayOf } from './support.ts';

const manifests = rayManifests(rayOf());
const serviceOf = (served: ServedModel = model) =>
  rayManifests(rayOf(served)).find(({ kind }) => kind === 'RayService')?.spec as Spec;

interface Spec {
  readonly serveConfigV2: string;
  readonly [field: string]: unknown;
}

test('a head without GPUs leads workers with those of a replica each, within the bounds of the scaling', () => {
  expect(serviceOf()).toMatchObject({
    excludeHeadPodFromServeSvc: true,
    rayClusterConfig: {
      rayVersion: '2.53.0',
      enableInTreeAutoscaling: true,
      headGroupSpec: { rayStartParams: { 'num-cpus': '0', 'num-gpus': '0' } },
      workerGroupSpecs: [{ replicas: 1, minReplicas: 1, maxReplicas: 3, numOfHosts: 1 }],
    },
  });
  const gpus = manifests
    .flatMap(podsOf)
    .map(({ name, spec }) => [name, spec.containers?.[0]?.resources?.limits?.['nvidia.com/gpu']]);
  expect(gpus).toEqual([
    ['RayService models/llama-8b-v1 (head)', undefined],
    ['RayService models/llama-8b-v1 (gpus)', '1'],
  ]);
});

test('the head is on an x86 node, on one of GPUs only if there is no other', () => {
  expect(serviceOf()).toMatchObject({
    rayClusterConfig: {
      headGroupSpec: {
        template: {
          spec: {
            nodeSelector: { 'kubernetes.io/arch': 'amd64' },
            affinity: {
              nodeAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { preference: { matchExpressions: [{ key: 'llm-platform/gpu', operator: 'DoesNotExist' }] } },
                ],
              },
            },
          },
        },
      },
    },
  });
});

test('Ray Serve runs vLLM on the weights that are mounted, and scales by requests', () => {
  expect(parse(serviceOf().serveConfigV2)).toMatchObject({
    applications: [
      {
        import_path: 'ray.serve.llm:build_openai_app',
        args: {
          llm_configs: [
            {
              model_loading_config: {
                model_id: 'llama-8b',
                model_source: `/models/llama-3.1-8b/1/${model.releases[0]?.weights.content}`,
              },
              engine_kwargs: { tensor_parallel_size: 1, max_model_len: 16_384, max_num_seqs: 32, kv_cache_dtype: 'auto' },
              deployment_config: {
                autoscaling_config: { min_replicas: 1, max_replicas: 3, target_ongoing_requests: 24 },
                graceful_shutdown_timeout_s: 120,
              },
            },
          ],
        },
      },
    ],
  });
});

test('a fixed number has no autoscaler', () => {
  const fixed = {
    ...model,
    releases: model.releases.map((release) => ({ ...release, scaling: { kind: 'fixed', replicas: 2 } as const })),
  };
  const spec = serviceOf(fixed);
  expect(spec).toMatchObject({
    rayClusterConfig: { enableInTreeAutoscaling: false, workerGroupSpecs: [{ minReplicas: 2, maxReplicas: 2 }] },
  });
  expect(spec.rayClusterConfig).not.toHaveProperty('autoscalerOptions');
  expect(spec.serveConfigV2).toContain('num_replicas: 2');
});

test.each([
  ['surge', 'NewCluster'],
  ['in-place', 'None'],
] as const)('the rollout %s is the upgrade strategy %s', (rollout, type) => {
  expect(serviceOf({ ...model, rollout })).toMatchObject({ upgradeStrategy: { type } });
});

test('the head alone has a token and reaches the Kubernetes API', () => {
  const spec = (podsOf(manifests.find(({ kind }) => kind === 'RayService') as Manifest) as readonly { spec: object }[]).map(
    ({ spec }) => spec,
  );
  expect(spec).toMatchObject([{ automountServiceAccountToken: true }, { automountServiceAccountToken: false }]);
  const policy = (name: string) =>
    manifests.find(({ metadata, kind }) => kind === 'NetworkPolicy' && metadata.name === name)?.spec;
  expect(policy('allow-ray-autoscaler')).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'llama-8b-v1', 'llm-platform/role': 'head' } },
    egress: [{ to: [{ ipBlock: { cidr: '10.10.16.0/20' } }], ports: [{ port: 443 }] }],
  });
  expect(policy('allow-ray')).toMatchObject({
    ingress: [
      { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'llama-8b-v1' } } }] },
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kuberay' } } }],
        ports: [{ port: 8265 }, { port: 8000 }],
      },
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        ports: [{ port: 8080 }],
      },
    ],
  });
});

const withSchemas = whenThere.run ? describe : describe.skip;

withSchemas(`the strict schemas${whenThere.named}`, () => {
  const validate = whenThere.run ? strictValidator('1.36') : () => [];

  test("every manifest is accepted, KubeRay's definition included", () => {
    const refused = manifests.flatMap((manifest) => validate(manifest).map((problem) => `${manifest.kind}: ${problem}`));
    expect(refused).toEqual([]);
  });

  test('a field that a RayService does not have is refused', () => {
    const service = manifests.find(({ kind }) => kind === 'RayService') as Manifest;
    expect(validate({ ...service, spec: { ...(service.spec as object), replicas: 1 } }).join()).toContain('replicas');
  });
});
