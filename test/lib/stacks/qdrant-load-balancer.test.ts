import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GpuCluster } from '../../../constructs/gpu-cluster/gpu-cluster.ts';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { QdrantLoadBalancer } from '../../../lib/stacks/qdrant-load-balancer.ts';
import { qdrantManifests } from '../../../services/qdrant/manifests.ts';
import { qdrant } from '../../services/qdrant/support.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const stack = testStack();
const cluster = GpuCluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'llm',
  network: PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
  }),
  clusterSecurityGroupId: 'sg-1',
  nodeRole: Role.fromRoleName(stack, 'NodeRole', 'nodes'),
  encryptionKey: Key.fromKeyArn(stack, 'VolumeKey', 'arn:aws:kms:us-east-1:111122223333:key/1'),
});
const balancer = new QdrantLoadBalancer(stack, 'Qdrant', {
  ...{ cluster, qdrant, port: 7443, deletionProtection: true },
});
const template = templateOf(stack);

test('the name in the certificate leads, in the network alone, to a balancer that passes TLS on', () => {
  template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'qdrant.example.com.', Type: 'A' });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Scheme: 'internal' });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'TCP', Port: 7443 });
});

test('the target group is the one that the manifest binds to the Service', () => {
  const bound = qdrantManifests({ ...qdrant, targetGroup: true }).find(({ kind }) => kind === 'TargetGroupBinding');
  expect(bound?.spec).toEqual({ serviceRef: { name: 'qdrant', port: 6333 }, targetGroupName: 'qdrant-llm', targetType: 'ip' });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    ...{ Name: 'qdrant-llm', TargetType: 'ip', Port: 6333, Protocol: 'TCP' },
    ...{ HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/readyz' },
  });
});

test('it admits nobody by itself, and reaches the pods alone', () => {
  const [group] = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
  expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
  template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 6333, DestinationSecurityGroupId: 'sg-1' });
  // Access logs, of which there are none where TLS ends behind it: acknowledged in the register.
  expect(nagFindings(balancer)).toEqual(['AwsSolutions-ELB2 test-us-east-1/Qdrant/Resource/Resource']);
});
