// Another organisation's stack: it has an EKS cluster, a VPC and a bucket of models, and takes GPU nodes and Triton on them from us.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GpuCapacity, GpuCluster, GpuNodeGroup, ModelRepository, PlatformNetwork, TritonServing } from 'llm-platform-blueprint';

const app = new App();
const stack = new Stack(app, 'Inference', { env: { region: 'us-east-1' } });
const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000');

const cluster = GpuCluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'their-cluster',
  network: PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  }),
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  nodeRole: Role.fromRoleName(stack, 'NodeRole', 'their-nodes'),
  encryptionKey: key,
});

const llama = new TritonServing(stack, 'Llama', {
  backend: 'tensorrt-llm',
  kubernetesVersion: '1.35',
  repository: ModelRepository.fromModelRepositoryAttributes(stack, 'Models', { bucketName: 'their-models', encryptionKey: key }),
  nodeGroup: new GpuNodeGroup(stack, 'H100', {
    cluster,
    instanceType: 'p5.48xlarge',
    capacity: [
      GpuCapacity.reservation({ reservationId: 'cr-0123456789abcdef0', availabilityZone: 'us-east-1a', maxSize: 1 }),
      GpuCapacity.onDemand({ availabilityZone: 'us-east-1a', maxSize: 1 }),
    ],
  }),
  tensorParallel: 8,
  memory: {
    ...{ kind: 'language-model', parameters: 70.55e9, layers: 80, kvHeads: 8, headDim: 128 },
    ...{ weightType: 'bf16', kvCacheType: 'bf16', contextTokens: 32_768, maxSequences: 128, meanTokens: 2048 },
  },
  releases: [
    {
      name: 'v3',
      weights: { repository: 'llama-3.3-70b', version: '3', content: '1e07b350d101af1c7dbae1d1b025865a', sizeGib: 132 },
      trafficPercent: 100,
      scaling: { kind: 'cpu', minReplicas: 1, maxReplicas: 2, targetPercent: 70 },
    },
  ],
  routers: { namespace: 'gateway', cidrs: [], metricsNamespace: 'Gateway' },
});

llama.manifests().then((items) => {
  const list = { apiVersion: 'v1', kind: 'List', items };
  writeFileSync(path.join(app.outdir, 'llama.json'), JSON.stringify(list, null, 2));
});
