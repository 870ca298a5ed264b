import { type NodeResources, resourceProblems } from '../../../../services/manifests/checks/resources.ts';
import type { PodSpec, Resources } from '../../../../services/manifests/pods.ts';

const h100: NodeResources = { name: 'h100', instanceType: 'p5.48xlarge', gpus: 8, efaInterfaces: 32, hugePages2Mi: 5128 };

const on = (nodeGroup: string): PodSpec['affinity'] => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'llm-platform/node-group', operator: 'In', values: [nodeGroup] }] }],
    },
  },
});
const pod = (limits: Resources, affinity = on('h100')): PodSpec => ({
  affinity,
  containers: [{ name: 'server', resources: { limits } }],
});
const problems = (spec: PodSpec) => resourceProblems({ name: 'Pod models/a', spec }, [h100]);

test('a pod that takes what its node has is fine', () => {
  const limits = { 'nvidia.com/gpu': '8', 'vpc.amazonaws.com/efa': 32, 'hugepages-2Mi': '5120Mi', memory: '512Gi' };
  expect(problems(pod(limits))).toEqual([]);
});

test.each([
  [{ 'nvidia.com/gpu': 9 }, 'takes 9 GPUs, and a p5.48xlarge of h100 has 8; use 8 at the most'],
  [{ memory: '1Gi' }, 'takes no GPU of a p5.48xlarge of h100; set limits of nvidia.com/gpu'],
  [{ 'nvidia.com/gpu': 8, 'vpc.amazonaws.com/efa': 4 }, 'takes 4 EFA adapters, and a p5.48xlarge of h100 has 32; take all 32'],
  [{ 'nvidia.com/gpu': 8, 'hugepages-2Mi': '16Gi' }, 'takes 8192 huge pages of 2 MiB, and a p5.48xlarge of h100 sets aside 5128'],
])('limits of %j are refused', (limits, said) => {
  expect(problems(pod(limits))).toEqual([expect.stringContaining(said)]);
});

test('GPUs of no node group are refused', () => {
  expect(problems(pod({ 'nvidia.com/gpu': 1 }, {}))).toEqual([expect.stringContaining('GPUs of no node group')]);
  expect(problems(pod({ 'nvidia.com/gpu': 1 }, on('h200')))).toEqual([expect.stringContaining('GPUs of no node group')]);
  expect(problems(pod({ cpu: 1 }, {}))).toEqual([]);
});

test('GPUs of a container that runs before the others count, and are not added to theirs', () => {
  const container = (gpus: number) => ({ name: `takes-${gpus}`, resources: { limits: { 'nvidia.com/gpu': gpus } } });
  expect(problems({ affinity: on('h100'), initContainers: [container(8)], containers: [container(0)] })).toEqual([]);
  expect(problems({ affinity: on('h100'), initContainers: [container(8)], containers: [container(8)] })).toEqual([]);
  expect(problems({ affinity: on('h100'), initContainers: [container(9)], containers: [container(1)] })).toEqual([
    expect.stringContaining('takes 9 GPUs'),
  ]);
});

describe('a volume in memory', () => {
  const shared = (sizeLimit: string | undefined, limits: Resources): PodSpec => ({
    volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', ...(sizeLimit && { sizeLimit }) } }],
    containers: [{ name: 'server', volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }], resources: { limits } }],
  });

  test('fits below the limit of memory', () => {
    expect(problems(shared('8Gi', { memory: '16Gi' }))).toEqual([]);
  });

  test.each([
    [shared('16Gi', { memory: '16Gi' }), 'has 16 GiB, and container server is limited to 16 GiB with it'],
    [shared('20480Mi', { memory: '16Gi' }), 'has 20 GiB'],
    [shared(undefined, { memory: '16Gi' }), 'has no sizeLimit'],
    [shared('8Gi', {}), 'has no limit of memory'],
  ])('is refused when it does not (%#)', (spec, said) => {
    expect(problems(spec)).toEqual([expect.stringContaining(said)]);
  });
});
