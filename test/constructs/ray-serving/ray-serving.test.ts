import type { Stack } from 'aws-cdk-lib';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../../constructs/gpu-node-group/gpu-node-group.ts';
import { ModelRepository } from '../../../constructs/model-repository/model-repository.ts';
import { RayServing, type RayServingProps } from '../../../constructs/ray-serving/ray-serving.ts';
import { model } from '../../services/ray/support.ts';
import { nagFindings } from '../../support/findings.ts';
import { existingCluster } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

function serving(stack: Stack, props: Partial<RayServingProps> = {}): RayServing {
  return new RayServing(stack, 'Llama', {
    kubernetesVersion: '1.35',
    image: model.image,
    rayVersion: '2.53.0',
    apiServerCidrs: ['10.10.16.0/20'],
    repository: ModelRepository.fromModelRepositoryAttributes(stack, 'Models', { bucketName: 'acme-models' }),
    nodeGroup: new GpuNodeGroup(stack, 'L40S', {
      cluster: existingCluster(stack),
      instanceType: 'g6e.12xlarge',
      capacity: [GpuCapacity.onDemand({ maxSize: 1 })],
    }),
    memory: model.memory,
    releases: [...model.releases],
    routers: { namespace: 'gateway', cidrs: [], metricsNamespace: 'Gateway' },
    ...props,
  });
}

test('pods of Ray read models as a role of their own, without a finding', () => {
  const stack = testStack();
  const llama = serving(stack);
  templateOf(stack).hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    Namespace: 'llama',
    ServiceAccount: 'model-server',
    RoleArn: stack.resolve(llama.podRole.roleArn),
  });
  expect(nagFindings(llama)).toEqual([]);
});

test("a router finds the service that KubeRay makes of the RayService's name", async () => {
  const llama = serving(testStack());
  expect(llama.target).toEqual({
    kind: 'openai',
    baseUrl: 'http://llama-v1-serve-svc.llama.svc.cluster.local:8000/v1',
    model: 'llama',
  });
  const services = (await llama.manifests()).filter(({ kind }) => kind === 'RayService');
  expect(services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(['llama/llama-v1']);
});

test('what Ray does not do ends synthesis', () => {
  expect(() => serving(testStack(), { apiServerCidrs: [], rayVersion: 'latest' })).toThrow(
    'test-us-east-1/Llama: rayVersion is "latest"; write that of the image, e.g. 2.53.0; apiServerCidrs is empty; name the subnets of the control plane, or nothing scales',
  );
});
