import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import { CfnAddon, type CfnCluster, CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import {
  Cluster,
  ClusterLoggingTypes,
  DefaultCapacityType,
  EndpointAccess,
  KubernetesVersion,
  NodegroupAmiType,
} from 'aws-cdk-lib/aws-eks-v2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

import { Construct, DependencyGroup, type IConstruct, type IDependable } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';
import { ADD_ONS, addOnVersions, type ClusterAddOn } from './add-ons.ts';
import { clusterKey, encryptSecrets } from './cluster-key.ts';
import { clusterProblems } from './cluster-problems.ts';
import { GpuClusterBase, type IGpuCluster } from './gpu-cluster-base.ts';
import type { GpuClusterAttributes, GpuClusterProps } from './gpu-cluster-props.ts';
import { ImportedGpuCluster } from './imported-gpu-cluster.ts';
import { nodeLaunchTemplate } from './node-launch-template.ts';
import { controlPlaneRole, nodeRole, podRole } from './roles.ts';

const ALL_LOGS = [
  ClusterLoggingTypes.API,
  ClusterLoggingTypes.AUDIT,
  ClusterLoggingTypes.AUTHENTICATOR,
  ClusterLoggingTypes.CONTROLLER_MANAGER,
  ClusterLoggingTypes.SCHEDULER,
];

/** An EKS cluster for GPU nodes: private, encrypted, logged, with pinned add-ons and a small group of Graviton nodes for them. */
export class GpuCluster extends GpuClusterBase {
  /** A cluster that exists, or that another construct made. Its add-ons are taken to be in place. */
  static fromClusterAttributes(scope: Construct, id: string, attributes: GpuClusterAttributes): IGpuCluster {
    return new ImportedGpuCluster(scope, id, attributes);
  }

  readonly clusterName: string;
  readonly network: IPlatformNetwork;
  readonly clusterSecurityGroupId: string;
  readonly nodeRole: IRole;
  readonly encryptionKey: IKey;
  readonly nodePrerequisites: IDependable;
  readonly cluster: Cluster;
  protected readonly controlPlane: IConstruct;

  constructor(scope: Construct, id: string, props: GpuClusterProps) {
    super(scope, id);
    const addOns = addOnVersions(props.kubernetesVersion, props.addOnVersions);
    failOn(this, [...clusterProblems(props), ...addOns.problems]);
    this.clusterName = props.clusterName;
    this.network = props.network;
    this.encryptionKey = props.encryptionKey ?? clusterKey(this);
    this.nodeRole = props.nodeRole ?? nodeRole(this, props.nodeRoleName);
    this.cluster = this.makeCluster(props);
    this.controlPlane = this.cluster;
    this.clusterSecurityGroupId = this.cluster.clusterSecurityGroupId;
    for (const role of props.adminRoles) this.grantAdmin(role);
    this.nodePrerequisites = new DependencyGroup(...this.install(addOns.versions, (addOn) => !addOn.needsNodes));
    const nodes = this.addSystemNodes(props);
    nodes.node.addDependency(this.nodePrerequisites);
    for (const addOn of this.install(addOns.versions, (addOn) => addOn.needsNodes)) addOn.node.addDependency(nodes);
  }

  private makeCluster(props: GpuClusterProps): Cluster {
    // EKS would make the group without key and without end.
    const logs = encryptedLogGroup(this, 'Logs', {
      logGroupName: `/aws/eks/${props.clusterName}/cluster`,
      encryptionKey: props.logsKey,
      retention: props.logRetention,
    });
    const role = props.role ?? controlPlaneRole(this);
    const cluster = new Cluster(this, 'Cluster', {
      clusterName: props.clusterName,
      version: KubernetesVersion.of(props.kubernetesVersion),
      vpc: props.network.vpc,
      vpcSubnets: [props.network.privateSubnets],
      role,
      endpointAccess: EndpointAccess.PRIVATE,
      secretsEncryptionKey: this.encryptionKey,
      clusterLogging: ALL_LOGS,
      defaultCapacity: 0,
      defaultCapacityType: DefaultCapacityType.NODEGROUP,
      // Who deploys is nobody in the cluster; adminRoles are.
      bootstrapClusterCreatorAdminPermissions: false,
      bootstrapSelfManagedAddons: false,
      outputConfigCommand: false,
    });
    const resource = cluster.node.defaultChild as CfnCluster;
    resource.deletionProtection = props.deletionProtection ?? true;
    const secrets = role.addToPrincipalPolicy(encryptSecrets(this.encryptionKey)).policyDependable;
    resource.node.addDependency(logs, ...(secrets === undefined ? [] : [secrets]));
    Validations.of(resource).acknowledge({
      id: 'CloudFormation-Validate::W9009',
      reason: 'The CDK writes EncryptionConfig.Resources, which EKS no longer needs and still takes',
    });
    Annotations.of(cluster).acknowledgeWarning(
      '@aws-cdk/aws-eks:clusterMustManuallyTagSubnet',
      'no load balancer is made by the cluster',
    );
    Annotations.of(cluster).acknowledgeWarning(
      '@aws-cdk/aws-eks:isolatedSubnetsForKubectlPrivateSubnets',
      'nothing runs kubectl',
    );
    return cluster;
  }

  private install(versions: ReadonlyMap<string, string>, which: (addOn: ClusterAddOn) => boolean): CfnAddon[] {
    return ADD_ONS.filter(which).map(({ name, identity, configuration }) => {
      const scope = new Construct(this, name);
      const role = identity && podRole(scope, 'Role', this.clusterName, [identity.managedPolicy]);
      return new CfnAddon(scope, 'Resource', {
        clusterName: this.cluster.clusterName,
        addonName: name,
        addonVersion: versions.get(name),
        resolveConflicts: 'OVERWRITE',
        configurationValues: configuration && Stack.of(this).toJsonString(configuration),
        podIdentityAssociations: identity && role && [{ serviceAccount: identity.serviceAccount, roleArn: role.roleArn }],
      });
    });
  }

  /** Nodes for the add-ons, the router and what else needs no GPU. */
  private addSystemNodes(props: GpuClusterProps): CfnNodegroup {
    const scope = new Construct(this, 'SystemNodes');
    const count = props.systemNodeCount ?? 2;
    return new CfnNodegroup(scope, 'Resource', {
      clusterName: this.cluster.clusterName,
      nodegroupName: 'system',
      nodeRole: this.nodeRole.roleArn,
      subnets: this.network.vpc.selectSubnets(this.network.privateSubnets).subnetIds,
      amiType: NodegroupAmiType.AL2023_ARM_64_STANDARD,
      scalingConfig: { minSize: count, desiredSize: count, maxSize: count * 2 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      labels: { 'llm-platform/node-group': 'system' },
      launchTemplate: nodeLaunchTemplate(scope, 'LaunchTemplate', {
        nodeName: `${this.clusterName}-system`,
        instanceType: props.systemInstanceType ?? 'm7g.xlarge',
        volumeKey: this.encryptionKey,
        rootVolumeGib: 100,
        rootVolumeIops: 3000,
        rootVolumeThroughput: 125,
        data: {},
      }),
    });
  }
}
