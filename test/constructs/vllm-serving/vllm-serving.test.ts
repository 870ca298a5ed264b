import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../../constructs/gpu-node-group/gpu-node-group.ts';
import { ModelRepository } from '../../../constructs/model-repository/model-repository.ts';
import { VllmServing, type VllmServingProps } from '../../../constructs/vllm-serving/vllm-serving.ts';
import { llama8b, llama70b } from '../../services/serving/support/models.ts';
import { nagFindings, wildcardPolicies } from '../../support/findings.ts';
import { existingCluster } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

function serving(
  stack: Stack,
  props: Partial<VllmServingProps> = {},
  bucketName: string | undefined = 'acme-models',
): VllmServing {
  const cluster = existingCluster(stack);
  const publisher = Role.fromRoleName(stack, 'Publisher', 'publisher');
  return new VllmServing(stack, 'Llama', {
    kubernetesVersion: '1.35',
    repository: new ModelRepository(stack, 'Models', { publisher, bucketName }),
    nodeGroup: new GpuNodeGroup(stack, 'L40S', {
      cluster,
      instanceType: 'g6e.12xlarge',
      capacity: [GpuCapacity.onDemand({ availabilityZone: 'us-east-1a', maxSize: 1 })],
    }),
    memory: llama8b.memory,
    releases: [...llama8b.releases],
    routers: { namespace: 'gateway', cidrs: [], metricsNamespace: 'Gateway' },
    ...props,
  });
}

describe('a model in a cluster that exists', () => {
  const stack = testStack();
  const llama = serving(stack);
  const template = templateOf(stack);

  test('has a role that its pods take, in its own namespace', () => {
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
      ClusterName: 'their-cluster',
      Namespace: 'llama',
      ServiceAccount: 'model-server',
      RoleArn: stack.resolve(llama.podRole.roleArn),
    });
  });

  test('the role reads models, and has no other right', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 's3:GetObject', Effect: 'Allow', Principal: { AWS: stack.resolve(llama.podRole.roleArn) } }),
        ]),
      },
    });
    const own = template.findResources('AWS::IAM::Policy', {
      Properties: { Roles: Match.arrayWith([stack.resolve(llama.podRole.roleName)]) },
    });
    expect(own).toEqual({});
    expect(wildcardPolicies(template)).toEqual([]);
  });

  test('has no finding', () => {
    expect(nagFindings(llama)).toEqual([]);
  });

  test('a router finds each release inside the cluster', () => {
    expect(llama.targets).toEqual({
      v1: { kind: 'openai', baseUrl: 'http://llama-v1.llama.svc.cluster.local:8000/v1', model: 'llama' },
    });
  });

  test('the manifests are those of the model on these nodes, from this bucket', async () => {
    const manifests = await llama.manifests();
    const kinds = new Set(manifests.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['Namespace', 'NetworkPolicy', 'Deployment', 'Service', 'ScaledObject']));
    const text = JSON.stringify(manifests);
    expect(text).toContain('"bucketName":"acme-models"');
    expect(text).toContain('"values":["l40s"]');
    expect(text).not.toContain('{Token[');
    expect(manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['llama']);
  });
});

test('two versions have an address each', () => {
  const [first] = llama8b.releases;
  const releases = [50, 50].map((trafficPercent, at) => ({
    ...first,
    name: `v${at}`,
    trafficPercent,
    scaling: { kind: 'fixed', replicas: 1 },
  }));
  const { targets } = serving(testStack(), {
    releases: releases as VllmServingProps['releases'],
    modelName: 'chat',
    namespace: 'team-a',
  });
  expect(Object.values(targets).map(({ baseUrl }) => baseUrl)).toEqual([
    'http://chat-v0.team-a.svc.cluster.local:8000/v1',
    'http://chat-v1.team-a.svc.cluster.local:8000/v1',
  ]);
});

test('everything that is wrong ends synthesis, behind the path of the construct', () => {
  expect(() => serving(testStack(), { tensorParallel: 3, memory: llama70b.memory })).toThrow(
    /^test-us-east-1\/Llama: models\.llama\.gpus\.tensorParallel is 3, and a g6e\.12xlarge has 4 GPUs; use 1, 2, 4, .+; models\.llama\.releases\[0\]\.weights\.sizeGib is 15, and/,
  );
});

test('several nodes without EFA are refused', () => {
  expect(() => serving(testStack(), { tensorParallel: 4, pipelineParallel: 2 })).toThrow(
    'models.llama.gpus.pipelineParallel is 2: 4 x 2 = 8 GPUs on 2 nodes, and l40s has 1 at the most; raise its maxSize',
  );
});

test('a bucket without a name of its own is refused: files for GitOps hold it', () => {
  const stack = testStack();
  const repository = new ModelRepository(stack, 'Unnamed', { publisher: Role.fromRoleName(stack, 'P', 'p') });
  expect(() => serving(stack, { repository })).toThrow(
    'test-us-east-1/Llama: repository has a bucket without a name that manifests can hold; give the ModelRepository a bucketName',
  );
});

test('an imported repository grants the role what IAM can', () => {
  const stack = testStack();
  const repository = ModelRepository.fromModelRepositoryAttributes(stack, 'Theirs', { bucketName: 'their-models' });
  serving(stack, { repository });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 's3:ListBucket' })]) },
  });
});
