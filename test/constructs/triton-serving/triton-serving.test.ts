import { App, Stack } from 'aws-cdk-lib';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../../constructs/gpu-node-group/gpu-node-group.ts';
import { ModelRepository } from '../../../constructs/model-repository/model-repository.ts';
import { TritonServing, type TritonServingProps } from '../../../constructs/triton-serving/triton-serving.ts';
import { podsOf } from '../../../services/manifests/pods.ts';
import { embedder, qwen } from '../../services/serving/support/models.ts';
import { nagFindings } from '../../support/findings.ts';
import { existingCluster } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

function serving(stack: Stack, props: Partial<TritonServingProps> = {}): TritonServing {
  const cluster = existingCluster(stack);
  return new TritonServing(stack, 'Embedder', {
    kubernetesVersion: '1.35',
    backend: 'onnx',
    repository: ModelRepository.fromModelRepositoryAttributes(stack, 'Models', { bucketName: 'acme-models' }),
    nodeGroup: new GpuNodeGroup(stack, 'L4', {
      cluster,
      instanceType: 'g6.12xlarge',
      capacity: [GpuCapacity.onDemand({ maxSize: 3 })],
    }),
    memory: embedder.memory,
    releases: [...embedder.releases],
    routers: { namespace: 'gateway', cidrs: ['10.90.0.0/20'], metricsNamespace: 'Gateway' },
    ...props,
  });
}

test('pods of Triton read models as a role of their own', () => {
  const stack = testStack();
  const triton = serving(stack);
  templateOf(stack).hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    Namespace: 'embedder',
    ServiceAccount: 'model-server',
    RoleArn: stack.resolve(triton.podRole.roleArn),
  });
});

test('the role of an imported repository is stated in full: only its objects by prefix, as the repository grants them', () => {
  const stack = testStack();
  serving(stack);
  expect(nagFindings(stack).filter((finding) => finding.includes('/Embedder/'))).toEqual([]);
});

test.each<[Partial<TritonServingProps>, object]>([
  [{ backend: 'onnx', embeddings: { input: 'TEXT', output: 'VECTOR' } }, { embeddings: { input: 'TEXT', output: 'VECTOR' } }],
  [{ backend: 'python', tritonModel: 'ensemble' }, { model: 'ensemble' }],
  [
    { backend: 'tensorrt-llm', releases: [{ ...embedder.releases[0], scaling: { kind: 'fixed', replicas: 1 } }] as never },
    { backend: 'tensorrt-llm' },
  ],
])('a router asks Triton as the backend wants it: %j', (props, said) => {
  expect(serving(testStack(), props).targets).toEqual({
    v7: { kind: 'triton', baseUrl: 'http://embedder-v7.embedder.svc.cluster.local:8000', model: 'embedder', ...said },
  });
});

test('what it takes of the node by default is its share by GPUs, less a fifth', async () => {
  const pods = (await serving(testStack()).manifests()).flatMap(podsOf);
  expect(pods.map(({ spec }) => spec.containers?.[0]?.resources?.requests)).toEqual([
    expect.objectContaining({ 'nvidia.com/gpu': '1', cpu: '9.6', memory: '38Gi' }),
  ]);
});

test('a backend that cannot be scaled by load is refused', () => {
  const [release] = qwen.releases;
  const scaling = { kind: 'load', minReplicas: 1, maxReplicas: 2, targetPerReplica: 8, schedule: [] } as const;
  const releases = [{ ...release, trafficPercent: 100, scaling }] as TritonServingProps['releases'];
  expect(() => serving(testStack(), { backend: 'tensorrt-llm', releases })).toThrow(
    /^test-us-east-1\/Embedder: models\.embedder\.releases\[0\]\.scaling.* triton-tensorrt-llm/,
  );
});

test('a stack without a region is refused', () => {
  expect(() => serving(new Stack(new App(), 'Anywhere'))).toThrow(
    /^Anywhere\/Embedder: the stack has no known region; give it env: \{ region: … \}/,
  );
});
