import { loadPlatformConfig } from '../../../lib/config/load.ts';
import { platform } from '../../../lib/config/platform.ts';
import type { PlatformConfig } from '../../../lib/config/platform-config.ts';
import { podRouterConfig } from '../../../lib/config/pod-router-config.ts';
import { cloudApis } from '../../../lib/config/presets/cloud-apis.ts';
import { routerConfig } from '../../../lib/config/router-config.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import a100 from '../../platforms/a100.ts';
import brought from '../../platforms/bring-your-own.ts';
import h100 from '../../platforms/h100.ts';
import mixed from '../../platforms/mixed.ts';
import { llama70b } from '../../platforms/parts.ts';
import { input } from './support.ts';

const platforms = { a100, h100, mixed, brought, cloudApis };
const host = (platformName: string, release: string) => `http://${release}.models.${platformName}.internal`;
const servedIn = ({ regions }: PlatformConfig) =>
  Object.entries(regions).map(([region, { serving }]) => [region, serving?.models.map(({ name }) => name)]);

test('vLLM is asked as an OpenAI server, under the name of the model, at one address in every region', () => {
  const { models } = routerConfig(platform(mixed), 'us-east-1');
  expect(models['llama-70b']).toEqual({ kind: 'openai', baseUrl: `${host('mixed', 'llama-70b-v3')}/v1`, model: 'llama-70b' });
  expect(routerConfig(platform(mixed), 'eu-west-1').models['llama-70b']).toEqual(models['llama-70b']);
});

test('engines inside Triton are asked as Triton, with the backend by which a chat is put to them', () => {
  const { models } = routerConfig(platform(mixed), 'us-east-1');
  expect(models['llama-next']).toEqual({
    kind: 'triton',
    baseUrl: host('mixed', 'llama-next-v3'),
    model: 'llama-next',
    backend: 'tensorrt-llm',
  });
  expect(models.minilm).toEqual({
    ...{ kind: 'triton', baseUrl: host('mixed', 'minilm-v1'), model: 'minilm' },
    embeddings: { input: 'TEXT', output: 'EMBEDDING' },
  });
});

test('a model that scales to zero says so to the routers of both homes, with the time that it takes to wake', () => {
  const startup = { nodeSeconds: 200, imageSeconds: 100, weightsSeconds: 60, loadSeconds: 90 };
  const { models = {} } = mixed;
  const llama = { served: { ...llama70b('large'), scale: { min: 0, max: 1 }, startup } };
  const sleeping = platform({
    ...mixed,
    models: { ...models, 'llama-70b': llama },
    observability: { prometheusUrl: 'http://prometheus.monitoring.svc:9090' },
  });
  const coldStart = { release: 'llama-70b-v3', withinMs: 570_000 };
  expect(routerConfig(sleeping, 'us-east-1').models['llama-70b']).toMatchObject({ coldStart });
  expect(podRouterConfig(sleeping, 'us-east-1').models['llama-70b']).toMatchObject({ coldStart });
  const [metadata] = Object.values(sleeping.regions).flatMap(({ serving }) =>
    (serving ? servingManifests(serving) : []).filter(({ kind }) => kind === 'ScaledObject').map((object) => object.metadata),
  );
  expect(metadata?.name).toBe(coldStart.release);
  const awake = routerConfig(platform(mixed), 'us-east-1').models;
  expect(Object.values(awake).filter((target) => 'coldStart' in target)).toEqual([]);
});

test('a model is served and offered in the regions that have its node group', () => {
  const config = platform(mixed);
  expect(servedIn(config)).toEqual([
    ['us-east-1', ['llama-70b', 'llama-next', 'minilm']],
    ['eu-west-1', ['llama-70b', 'minilm']],
    ['ap-northeast-1', undefined],
  ]);
  expect(Object.keys(routerConfig(config, 'ap-northeast-1').models)).toEqual(Object.keys(cloudApis.models));
});

test('models with a name of their own are asked by TLS', () => {
  const { models } = routerConfig(platform(brought), 'eu-west-1');
  expect(models['llama-70b']).toMatchObject({ baseUrl: 'https://llama-70b-v3.models.brought.example/v1' });
  expect(models.minilm).toMatchObject({ baseUrl: 'https://minilm-v1.models.brought.example' });
});

test('several releases are a route by their shares, each a model of its own name; an adapter goes with them', () => {
  const { models, routes } = routerConfig(platform(h100), 'us-east-1');
  expect(Object.keys(models)).toEqual([
    ...Object.keys(cloudApis.models),
    ...['llama-70b@v3', 'llama-70b@v4', 'llama-legal@v3', 'llama-legal@v4'],
  ]);
  expect(models['llama-legal@v4']).toEqual({
    kind: 'openai',
    baseUrl: `${host('h100', 'llama-70b-v4')}/v1`,
    model: 'llama-legal',
  });
  expect(routes?.['llama-70b']).toEqual({
    ...{ strategy: 'weighted', splitBy: 'request' },
    candidates: [
      { model: 'llama-70b@v3', weight: 95 },
      { model: 'llama-70b@v4', weight: 5 },
    ],
  });
  expect(routes?.['llama-legal']?.candidates.map(({ model }) => model)).toEqual(['llama-legal@v3', 'llama-legal@v4']);
});

test('a served model has the image of its engine, a share of its node and a budget from its sizes', () => {
  const [model] = platform(a100).regions['us-east-1']?.serving?.models ?? [];
  expect(model?.image.repository).toBe('docker.io/vllm/vllm-openai');
  // 80 % of 96 vCPUs, and of 1152 GiB without the huge pages of EFA.
  expect(model?.host).toEqual({ cpus: 76.8, memoryGib: 913, sharedMemoryGib: 64 });
  expect(model?.startup).toEqual({ nodeSeconds: 300, imageSeconds: 200, weightsSeconds: 67, loadSeconds: 187 });
  expect(model).toMatchObject({ rollout: 'in-place', drainSeconds: 120, loraAdapters: [] });
  expect(model?.releases.map(({ name, trafficPercent, scaling }) => [name, trafficPercent, scaling])).toEqual([
    ['v3', 100, { kind: 'fixed', replicas: 1 }],
  ]);
});

test('what is written takes the place of a default, and the rest stays', () => {
  const regions: PlatformInput['regions'] = a100.regions;
  const served = {
    ...llama70b('a100'),
    host: { cpus: 40 },
    startup: { nodeSeconds: 100 },
    scale: { min: 0, max: 1, requestsPerReplica: 20 },
  };
  const { serving } =
    platform(input({ regions, models: { llama: { served } }, observability: { inCluster: {} } })).regions['us-east-1'] ?? {};
  const [model] = serving?.models ?? [];
  expect(model?.host).toEqual({ cpus: 40, memoryGib: 913, sharedMemoryGib: 64 });
  expect(model?.startup.nodeSeconds).toBe(100);
  expect(model?.releases[0]?.scaling).toEqual({
    kind: 'load',
    minReplicas: 0,
    maxReplicas: 1,
    targetPerReplica: 20,
    schedule: [],
  });
});

test.each(Object.entries(platforms))(
  'the manifests of %s hold the pods, services and target groups of what its routers ask',
  (_, written) => {
    const config = platform(written);
    for (const [region, { serving }] of Object.entries(config.regions)) {
      const manifests = serving ? servingManifests(serving) : [];
      const named = (kind: string) => manifests.flatMap((each) => (each.kind === kind ? [each.metadata.name] : [])).sort();
      const asked = Object.values(routerConfig(config, region).models).flatMap((target) =>
        'baseUrl' in target && target.baseUrl.includes('.models.') ? [new URL(target.baseUrl).hostname.split('.')[0]] : [],
      );
      expect(named('Service')).toEqual([...new Set(asked)].sort());
      expect(named('TargetGroupBinding')).toEqual(named('Service'));
      expect(named('Deployment')).toEqual(named('Service'));
    }
  },
);

test('blueprint manifests reads any configuration or preset', async () => {
  const config = await loadPlatformConfig('multi-region');
  expect(servedIn(config)).toEqual([
    ['us-east-1', ['llama-70b', 'llama-8b']],
    ['eu-west-1', ['llama-8b']],
    ['ap-northeast-1', undefined],
  ]);
});

test('without certificates the load balancer is bound to the engines themselves', () => {
  const { regions } = platform({ ...a100, regions: { 'us-east-1': { ...a100.regions['us-east-1'], gpus: withoutTls(a100) } } });
  const manifests = servingManifests(regions['us-east-1']?.serving ?? failWith('nothing served'));
  const bound = manifests.flatMap(({ kind, spec }) => (kind === 'TargetGroupBinding' ? [spec] : []));
  expect(bound).toMatchObject([{ serviceRef: { port: 8000 } }]);
  expect(manifests.map(({ kind }) => kind)).not.toContain('Certificate');
});

const withoutTls = ({ regions }: PlatformInput) => ({ ...(regions['us-east-1']?.gpus ?? failWith('no GPUs')), mutualTls: false });

function failWith(message: string): never {
  throw new Error(message);
}
