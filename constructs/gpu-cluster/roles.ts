import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const managed = (names: readonly string[]) => names.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name));

/** The role of the control plane. */
export function controlPlaneRole(scope: Construct): Role {
  return new Role(scope, 'Role', {
    description: `EKS control plane of ${scope.node.path}`,
    assumedBy: new ServicePrincipal('eks.amazonaws.com'),
    managedPolicies: managed(['AmazonEKSClusterPolicy']),
  });
}

/** The role of every node: it may join the cluster and pull images, no more. The CNI and the CSI driver have roles of their own. */
export function nodeRole(scope: Construct, roleName?: string): Role {
  return new Role(scope, 'NodeRole', {
    roleName,
    description: `Nodes of ${scope.node.path}`,
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: managed(['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly']),
  });
}

/** A role that a service account of this account's cluster can take through EKS Pod Identity, and nobody else. */
export function podRole(scope: Construct, id: string, clusterName: string, managedPolicies: readonly string[] = []): Role {
  const stack = Stack.of(scope);
  const clusterArn = stack.formatArn({ service: 'eks', resource: 'cluster', resourceName: clusterName });
  const conditions = { StringEquals: { 'aws:SourceAccount': stack.account }, ArnEquals: { 'aws:SourceArn': clusterArn } };
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('pods.eks.amazonaws.com', { conditions }).withSessionTags(),
    managedPolicies: managed(managedPolicies),
  });
}
