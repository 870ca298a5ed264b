import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { GpuClusterProps } from '../../../constructs/gpu-cluster/gpu-cluster-props.ts';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { adminRole, existingCluster, existingNetwork, gpuCluster } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ClusterKey'), 'Arn'] };

describe('a cluster with defaults', () => {
  const stack = testStack();
  const cluster = gpuCluster(stack);
  const template = templateOf(stack);

  test('has a private endpoint, encrypted secrets, every log, and cannot be deleted', () => {
    template.hasResourceProperties('AWS::EKS::Cluster', {
      Name: 'acme-llm',
      Version: '1.35',
      ResourcesVpcConfig: { EndpointPrivateAccess: true, EndpointPublicAccess: false },
      EncryptionConfig: [{ Provider: { KeyArn: key } }],
      Logging: {
        ClusterLogging: {
          EnabledTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((type) => ({ Type: type })),
        },
      },
      DeletionProtection: true,
    });
  });

  test('keeps its logs for a year under a key, in a group that is there before EKS would make it', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/eks/acme-llm/cluster',
      RetentionInDays: 365,
      KmsKeyId: Match.anyValue(),
    });
    template.hasResource('AWS::EKS::Cluster', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ClusterLogs')]) });
  });

  test('lets in the admins named and nobody else, by access entries', () => {
    template.hasResourceProperties('AWS::EKS::Cluster', {
      AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false },
    });
    template.resourceCountIs('AWS::EKS::AccessEntry', 1);
    template.hasResourceProperties('AWS::EKS::AccessEntry', {
      PrincipalArn: { 'Fn::Join': ['', Match.arrayWith([':role/platform-admin'])] },
      AccessPolicies: [
        {
          AccessScope: { Type: 'cluster' },
          PolicyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
        },
      ],
    });
  });

  test('installs its add-ons in pinned versions, the network with policies on', () => {
    const addOns = Object.values(template.findResources('AWS::EKS::Addon')).map(({ Properties }) => Properties);
    expect(addOns.map(({ AddonName }) => AddonName).sort()).toEqual([
      'aws-ebs-csi-driver',
      'aws-mountpoint-s3-csi-driver',
      'coredns',
      'eks-node-monitoring-agent',
      'eks-pod-identity-agent',
      'kube-proxy',
      'metrics-server',
      'vpc-cni',
    ]);
    for (const { AddonVersion } of addOns) expect(AddonVersion).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    template.hasResourceProperties('AWS::EKS::Addon', {
      AddonName: 'vpc-cni',
      ConfigurationValues: '{"enableNetworkPolicy":"true"}',
      PodIdentityAssociations: [{ ServiceAccount: 'aws-node', RoleArn: Match.anyValue() }],
    });
  });

  test('starts nodes after the network, and what runs on nodes after them', () => {
    template.hasResource('AWS::EKS::Nodegroup', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('vpccni')]) });
    template.hasResource('AWS::EKS::Addon', {
      Properties: { AddonName: 'coredns' },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('SystemNodes')]),
    });
  });

  test('has two Graviton nodes for itself, whose pods do not reach their role', () => {
    template.hasResourceProperties('AWS::EKS::Nodegroup', {
      NodegroupName: 'system',
      AmiType: 'AL2023_ARM_64_STANDARD',
      ScalingConfig: { MinSize: 2, DesiredSize: 2, MaxSize: 4 },
    });
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        InstanceType: 'm7g.xlarge',
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3', KmsKeyId: key } }],
      },
    });
  });

  test('gives roles of pods to the service accounts of this cluster alone', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Principal: { Service: 'pods.eks.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':cluster/acme-llm'])] } },
            },
          },
        ],
      },
    });
  });

  test('lets Auto Scaling alone make grants of its key, for EC2', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:CreateGrant',
            Condition: {
              Bool: { 'kms:GrantIsForAWSResource': 'true' },
              StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' }, 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' },
              ArnLike: { 'aws:PrincipalArn': Match.anyValue() },
            },
          }),
        ]),
      },
    });
  });

  test('brings no function and no custom resource', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('measures the control plane under its own name', () => {
    const metrics = [cluster.metricPendingPodsUnschedulable(), cluster.metricServerErrors(), cluster.metricThrottledRequests()];
    const stats = metrics.map((metric) => metric.toMetricConfig().metricStat);
    expect(stats.map((stat) => `${stat?.namespace} ${stat?.metricName} ${stat?.statistic}`)).toEqual([
      'AWS/EKS scheduler_pending_pods_UNSCHEDULABLE Maximum',
      'AWS/EKS apiserver_request_total_5XX Sum',
      'AWS/EKS apiserver_request_total_429 Sum',
    ]);
    for (const stat of stats) expect(stat?.dimensions).toEqual([{ name: 'ClusterName', value: 'acme-llm' }]);
  });
});

test('network, roles, retention and sizes can be chosen, in a VPC that is described only', () => {
  const stack = testStack();
  gpuCluster(stack, {
    network: existingNetwork(stack),
    role: Role.fromRoleName(stack, 'ClusterRole', 'their-cluster-role'),
    nodeRole: Role.fromRoleName(stack, 'NodeRole', 'their-nodes'),
    logRetention: RetentionDays.TEN_YEARS,
    systemNodeCount: 3,
    systemInstanceType: 'm8g.2xlarge',
    deletionProtection: false,
  });
  const template = templateOf(stack);
  template.hasResourceProperties('AWS::EKS::Cluster', {
    DeletionProtection: false,
    RoleArn: { 'Fn::Join': ['', Match.arrayWith([':role/their-cluster-role'])] },
    ResourcesVpcConfig: { SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] },
  });
  template.hasResourceProperties('AWS::EKS::Nodegroup', {
    NodeRole: { 'Fn::Join': ['', Match.arrayWith([':role/their-nodes'])] },
    ScalingConfig: { MinSize: 3, DesiredSize: 3, MaxSize: 6 },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 3653 });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('an existing cluster takes access entries and pod identities, and is not made again', () => {
  const stack = testStack();
  const cluster = existingCluster(stack);
  cluster.grantView(adminRole(stack));
  const role = cluster.addPodIdentity('models', 'triton');
  const template = templateOf(stack);
  template.resourceCountIs('AWS::EKS::Cluster', 0);
  template.hasResourceProperties('AWS::EKS::AccessEntry', { ClusterName: 'their-cluster' });
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    ClusterName: 'their-cluster',
    Namespace: 'models',
    ServiceAccount: 'triton',
    RoleArn: stack.resolve(role.roleArn),
  });
});

describe('mistakes', () => {
  test.each<[string, Partial<GpuClusterProps>, string]>([
    [
      'a version out of support',
      { kubernetesVersion: '1.33' },
      'kubernetesVersion is 1.33, whose standard support ended on 2026-07-29 (asOf 2026-11-21); use 1.34 or 1.35 or 1.36',
    ],
    [
      'a version that will be out of support',
      { asOf: '2027-03-27' },
      'kubernetesVersion is 1.35, whose standard support ended on 2027-03-27',
    ],
    [
      'an unknown version',
      { kubernetesVersion: '1.99' },
      'kubernetesVersion is "1.99", whose end of support is not known here; use 1.34',
    ],
    ['a date in words', { asOf: 'today' }, 'asOf is "today"; write a date like 2026-11-21'],
    [
      'add-ons whose version is not known',
      { kubernetesVersion: '1.36' },
      'addOnVersions has no metrics-server, and no version for Kubernetes 1.36 is known here; add one of: aws eks describe-addon-versions --addon-name metrics-server --kubernetes-version 1.36',
    ],
    [
      'an add-on that is not installed',
      { addOnVersions: { istio: 'v1.0.0-eksbuild.1' } },
      'addOnVersions has istio, which the cluster does not install',
    ],
    [
      'a version that moves',
      { addOnVersions: { coredns: 'latest' } },
      'addOnVersions.coredns is "latest"; write it like v1.21.1-eksbuild.8',
    ],
    ['no admin', { adminRoles: [] }, 'adminRoles is empty; name one role or more, or nobody can enter the cluster'],
    ['a name with a space', { clusterName: 'my cluster' }, 'clusterName is "my cluster"; use up to 100 letters'],
    ['one system node', { systemNodeCount: 1 }, 'systemNodeCount is 1; use a whole number from 2'],
    ['an x86 system node', { systemInstanceType: 'm7i.large' }, 'systemInstanceType is "m7i.large"; use a Graviton type'],
  ])('%s is refused', (_name, props, expected) => {
    expect(() => gpuCluster(testStack(), props)).toThrow(expected);
  });

  test('are all told at once', () => {
    expect(() => gpuCluster(testStack(), { kubernetesVersion: '1.31', adminRoles: [] })).toThrow(
      /1\.31.*; adminRoles is empty.*; addOnVersions/,
    );
  });
});

test('1.36 works once the versions that are not known here are given', () => {
  const stack = testStack();
  const addOnVersions = {
    'aws-mountpoint-s3-csi-driver': 'v2.5.0-eksbuild.1',
    'metrics-server': 'v0.8.1-eksbuild.10',
    'eks-node-monitoring-agent': 'v1.6.4-eksbuild.1',
  };
  gpuCluster(stack, { kubernetesVersion: '1.36', addOnVersions });
  templateOf(stack).hasResourceProperties('AWS::EKS::Addon', { AddonName: 'metrics-server', AddonVersion: 'v0.8.1-eksbuild.10' });
});

test('a VPC of the same app is used as it is', () => {
  const stack = testStack();
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['us-east-1a', 'us-east-1b'], restrictDefaultSecurityGroup: false });
  const network = PlatformNetwork.fromVpc(stack, 'Network', vpc, { subnets: vpc.privateSubnets });
  expect(gpuCluster(stack, { network }).network).toBe(network);
});
