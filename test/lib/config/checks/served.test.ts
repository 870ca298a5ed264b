import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { clusterWith, llama70b, minilm, type Served } from '../../../platforms/parts.ts';
import { input, linesOf } from '../support.ts';

const regions: PlatformInput['regions'] = {
  'us-east-1': {
    primary: true,
    cidr: '10.10.0.0/16',
    gpus: clusterWith('us-east-1', { h100: 'p5.48xlarge', small: 'g6.xlarge' }),
  },
  'eu-west-1': {},
};
const base = llama70b('h100');
const CONTENT = base.releases[0]?.content ?? '';
const models = (more: PlatformInput['models'], rest: Partial<PlatformInput> = {}): string[] =>
  linesOf(input({ regions, models: { echo: { echo: {} }, ...more }, observability: { inCluster: {} }, ...rest }));
const served = (parts: Partial<Served>, model: Served = base): string[] => models({ llama: { served: { ...model, ...parts } } });
const two = [
  { version: '3', content: CONTENT, sizeGib: 67, trafficPercent: 90 },
  { version: '4', content: CONTENT, sizeGib: 67 },
];

test('models on the node groups of a region are right', () => {
  expect(models({ llama: { served: base }, minilm: { served: minilm('small') } })).toEqual([]);
});

const asleep = (parts: Partial<Served>, routes: PlatformInput['routes'] = {}): string[] =>
  models(
    { llama: { served: { ...base, startup: { nodeSeconds: 1000 }, ...parts } } },
    { routes, observability: { prometheusUrl: 'http://prometheus.monitoring.svc:9090' } },
  );

test('a model that wakes slowly may sleep where another candidate answers meanwhile', () => {
  const scale = { min: 0, max: 2 };
  expect(asleep({ scale }, { chat: [{ model: 'llama' }, { model: 'echo' }] })).toEqual([]);
  expect(asleep({ scale }, { chat: [{ model: 'llama' }] })).toHaveLength(1);
});

test.each<[string, string[], string]>([
  [
    '7 of 8 GPUs',
    served({ gpus: { nodeGroup: 'h100', tensorParallel: 7 } }),
    'models.llama.served.gpus.tensorParallel: is 7, and a p5.48xlarge has 8 GPUs; use 1, 2, 4, 8, so that replicas fill a node',
  ],
  [
    'a node group that no region has',
    served({ gpus: { nodeGroup: 'a100', tensorParallel: 8 } }),
    "models.llama.served.gpus.nodeGroup: 'a100' is a node group of no region; use h100, small, or add it to a region",
  ],
  [
    'a region without GPUs',
    models({ llama: { served: base, regions: ['eu-west-1'] } }),
    "models.llama.regions: 'eu-west-1' has no GPUs, and the model is served on h100; add a node group h100 there, or leave the region out",
  ],
  [
    'a platform without GPUs',
    linesOf(input({ models: { llama: { served: base } } })),
    "models.llama.served.gpus.nodeGroup: 'h100' is a node group, and no region has gpus; give one gpus with it",
  ],
  [
    'a language model without its facts',
    served({ memory: { parameters: 70e9, layers: 80 } }),
    "models.llama.served.memory: lacks kvHeads, headDim; add them from the model's config.json, or gibPerGpu for a model of another kind",
  ],
  [
    'two kinds of memory',
    served({ memory: { gibPerGpu: 2, layers: 12 } }, minilm('small')),
    'models.llama.served.memory.layers: 12 is for language models; leave it out, or leave out gibPerGpu',
  ],
  [
    'a range without an end',
    served({ scale: { min: 1 } }),
    'models.llama.served.scale: has no max; say how many replicas there may be, or give replicas alone',
  ],
  [
    'a number and a range',
    served({ scale: { replicas: 1, max: 2 } }),
    'models.llama.served.scale.max: has no meaning with replicas; leave one of them out',
  ],
  [
    'more replicas than nodes',
    served({ scale: { min: 1, max: 5 } }),
    'regions.us-east-1.gpus.nodeGroups.h100: has 2 nodes of p5.48xlarge with 16 GPUs, and its models take 40 at their largest (llama 40); allow 3 nodes more, or fewer replicas',
  ],
  [
    'a start that no request waits for',
    asleep({
      scale: { min: 0, max: 2 },
      startup: { nodeSeconds: 500, imageSeconds: 200, weightsSeconds: 100, loadSeconds: 200 },
    }),
    'models.llama.served.scale.min: 0 lets it sleep, and it takes 1120 s to wake, while API Gateway and Lambda end a request after 900 s; use 1, give it another candidate in a route, or write under served.startup what was measured',
  ],
  [
    'the same, said of a release',
    asleep({ releases: base.releases.map((each) => ({ ...each, scale: { min: 0, max: 2 } })) }),
    expect.stringMatching(
      /^models\.llama\.served\.releases\[0\]\.scale\.min: 0 lets it sleep, and it takes \d{4} s to wake/,
    ) as string,
  ],
  [
    'shares that are not the whole',
    served({ releases: two.map((each) => ({ ...each, trafficPercent: 60 })) }),
    'models.llama.served.releases: have v3 60 % and v4 60 %, together 120 %; make them 100 %',
  ],
  [
    'two releases that leave their share open',
    served({ releases: two.map(({ version, content, sizeGib }) => ({ version, content, sizeGib })) }),
    'models.llama.served.releases: leave trafficPercent out more than once; say it for all but one',
  ],
  [
    'weights that are too small to be all',
    served({ releases: [{ version: '3', content: CONTENT, sizeGib: 6 }] }),
    'models.llama.served.releases[0].sizeGib: is 6, and 70.55 billion parameters in fp8 take 65.7 GiB; correct the size or memory.weightType',
  ],
  ["Triton's facts for vLLM", served({ triton: {} }), 'models.llama.served.triton: is for engines inside Triton; leave it out'],
  [
    'an ONNX model for chats',
    served({ triton: undefined }, minilm('small')),
    "models.llama.served.engine: 'triton-onnx' answers no chats here; add triton: { embeddings: {} }",
  ],
  [
    'embeddings of two versions',
    served(
      {
        releases: [
          { version: '1', content: CONTENT, sizeGib: 0.5, trafficPercent: 50 },
          { version: '2', content: CONTENT, sizeGib: 0.5 },
        ],
      },
      minilm('small'),
    ),
    'models.llama.served.releases: are several, and vectors of two versions do not compare; keep one',
  ],
  [
    'the name of a release that is also a model',
    models({ llama: { served: { ...base, releases: two } }, 'llama@v4': { echo: {} } }),
    "models['llama@v4']: is the name of a release of llama; choose another",
  ],
  [
    'an adapter of a model that is not there',
    models({ llama: { served: base }, legal: { adapter: { of: 'lama', version: '1', content: CONTENT, sizeGib: 0.3 } } }),
    "models.legal.adapter.of: 'lama' is among none of the models; use llama",
  ],
  [
    'an adapter of a cloud API',
    models({ legal: { adapter: { of: 'echo', version: '1', content: CONTENT, sizeGib: 0.3 } } }),
    "models.legal.adapter.of: 'echo' is not served by vLLM; add a model that is",
  ],
  [
    'an adapter where its model is not',
    models({
      llama: { served: base },
      legal: { adapter: { of: 'llama', version: '1', content: CONTENT, sizeGib: 0.3 }, regions: ['eu-west-1'] },
    }),
    "models.legal.regions: 'eu-west-1' does not serve llama, in whose pods the adapter is; use us-east-1",
  ],
  [
    'an adapter of a name that vLLM does not take',
    models({
      llama: { served: base },
      'a/b': { adapter: { of: 'llama', repository: 'legal', version: '1', content: CONTENT, sizeGib: 0.3 } },
    }),
    `models['a/b']: is "a/b"; use letters, digits, _, - and .`,
  ],
  [
    'a route without shares over releases',
    models(
      { llama: { served: { ...base, releases: two } } },
      { routes: { chat: { strategy: 'round-robin', candidates: [{ model: 'llama' }, { model: 'echo' }] } } },
    ),
    "routes.chat.strategy: 'round-robin' knows no shares, and llama has several releases; use weighted or priority, or keep one release",
  ],
  [
    'a price ceiling for a model without a price',
    models({ llama: { served: base } }, { routes: { chat: [{ model: 'llama', when: { maxDollars: 0.01 } }] } }),
    'routes.chat[0].when.maxDollars: 0.01 needs the price of llama, which the catalogue does not know; give the model a price, or leave it out',
  ],
  [
    'a name that Kubernetes does not take',
    models({ 'Llama.3': { served: base } }),
    'models[\'Llama.3\']: is "Llama.3"; use up to 36 lower-case letters, digits and hyphens between them, beginning with a letter',
  ],
])('%s is refused with a sentence that says the fix', (_, found, line) => {
  expect(found).toEqual([line]);
});

test('adapters of each other are refused', () => {
  const adapter = (of: string) => ({ adapter: { of, version: '1', content: CONTENT, sizeGib: 0.3 } });
  expect(models({ a: adapter('b'), b: adapter('a') }, { routes: { chat: [{ model: 'a' }] } })).toEqual([
    "models.a.adapter.of: 'b' is not served by vLLM; add a model that is",
    "models.b.adapter.of: 'a' is not served by vLLM; add a model that is",
  ]);
});

test('every mistake is told at once, those of zod and those of the parts together', () => {
  const found = linesOf(
    input({
      regions: {
        ...regions,
        'us-east-1': {
          primary: true,
          cidr: '10.10.0.0/16',
          gpus: { ...clusterWith('us-east-1', { h100: 'p5.24xlarge' }), kubernetesVersion: '1.30' },
        },
      },
      models: { llama: { served: { ...base, triton: {}, memory: { layers: 80 } } } },
      tenants: { default: { residency: ['us-west-2'] } },
    }),
  );
  expect(found.map((line) => line.split(':')[0])).toEqual([
    'regions.us-east-1.gpus',
    'regions.us-east-1.gpus.nodeGroups.h100',
    'models.llama.served.memory',
    'models.llama.served.triton',
    'tenants.default.residency',
  ]);
});

const cost = { inputTokensPerSecond: 12_000, outputTokensPerSecond: 1_500 };
const priced = (parts: object) => platform(input({ regions, models: { llama: { served: { ...base, cost, ...parts } } } }));

test('tokens cost what their part of an hour of the GPUs costs, by the list price or your own', () => {
  expect(priced({}).models.llama?.price).toEqual({
    ...{ input: 1_274_074, output: 10_192_593, catalogue: 'gpu-hours', version: 'us-east-1 on demand, 2026-07-20' },
  });
  expect(priced({ cost: { ...cost, dollarsPerGpuHour: 3.44, busyShare: 0.5 } }).models.llama?.price).toEqual({
    ...{ input: 1_274_074, output: 10_192_593, catalogue: 'gpu-hours' },
  });
});

test('the price of tokens is said once', () => {
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 2 };
  expect(models({ llama: { served: { ...base, cost }, price } })).toEqual([
    'models.llama.served.cost: prices tokens that price has a price for already; leave one of them out',
  ]);
});
