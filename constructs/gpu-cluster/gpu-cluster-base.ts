import { Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnAccessEntry, CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';
import { podRole } from './roles.ts';

/** An EKS cluster that GPU node groups and workloads join. */
export interface IGpuCluster extends IConstruct {
  readonly clusterName: string;
  readonly network: IPlatformNetwork;
  /** The group that EKS makes for control plane and nodes. */
  readonly clusterSecurityGroupId: string;
  readonly nodeRole: IRole;
  /** Of the nodes' volumes. */
  readonly encryptionKey: IKey;
  /** What nodes must wait for: without the network add-on they never become ready. */
  readonly nodePrerequisites: IDependable;
  /** Lets a role do anything in the cluster. */
  grantAdmin(role: IRole): void;
  /** Lets a role read everything in the cluster but secrets. */
  grantView(role: IRole): void;
  /** A role without rights that the pods of a service account take. Grant it what the pods need. */
  addPodIdentity(namespace: string, serviceAccount: string): IRole;
}

export abstract class GpuClusterBase extends Construct implements IGpuCluster {
  abstract readonly clusterName: string;
  abstract readonly network: IPlatformNetwork;
  abstract readonly clusterSecurityGroupId: string;
  abstract readonly nodeRole: IRole;
  abstract readonly encryptionKey: IKey;
  abstract readonly nodePrerequisites: IDependable;
  /** What an access entry or a pod identity must wait for. */
  protected abstract readonly controlPlane: IConstruct | undefined;

  grantAdmin(role: IRole): void {
    this.addAccess('Admin', 'AmazonEKSClusterAdminPolicy', role);
  }

  grantView(role: IRole): void {
    this.addAccess('View', 'AmazonEKSViewPolicy', role);
  }

  addPodIdentity(namespace: string, serviceAccount: string): IRole {
    const scope = new Construct(this, `PodIdentity-${namespace}-${serviceAccount}`);
    const role = podRole(scope, 'Role', this.clusterName);
    const association = new CfnPodIdentityAssociation(scope, 'Resource', {
      clusterName: this.clusterName,
      namespace,
      serviceAccount,
      roleArn: role.roleArn,
    });
    this.afterControlPlane(association);
    return role;
  }

  /** A metric of the control plane, which EKS publishes for Kubernetes 1.28 and later, free of charge. */
  metric(metricName: string, options?: MetricOptions): Metric {
    const dimensionsMap = { ClusterName: this.clusterName };
    return new Metric({ namespace: 'AWS/EKS', metricName, dimensionsMap, statistic: 'Sum', ...options });
  }

  /** Pods that wait because no node fits: `scheduler_pending_pods_UNSCHEDULABLE`, at most. */
  metricPendingPodsUnschedulable(options?: MetricOptions): Metric {
    return this.metric('scheduler_pending_pods_UNSCHEDULABLE', { statistic: 'Maximum', ...options });
  }

  /** Requests that the API server answered with 5xx: `apiserver_request_total_5XX`, summed. */
  metricServerErrors(options?: MetricOptions): Metric {
    return this.metric('apiserver_request_total_5XX', options);
  }

  /** Requests that the API server turned away: `apiserver_request_total_429`, summed. */
  metricThrottledRequests(options?: MetricOptions): Metric {
    return this.metric('apiserver_request_total_429', options);
  }

  private addAccess(kind: string, policy: string, role: IRole): void {
    const entry = new CfnAccessEntry(this, `${kind}-${role.node.addr}`, {
      clusterName: this.clusterName,
      principalArn: role.roleArn,
      accessPolicies: [
        {
          policyArn: `arn:${Stack.of(this).partition}:eks::aws:cluster-access-policy/${policy}`,
          accessScope: { type: 'cluster' },
        },
      ],
    });
    this.afterControlPlane(entry);
  }

  private afterControlPlane(resource: IConstruct): void {
    if (this.controlPlane !== undefined) resource.node.addDependency(this.controlPlane);
  }
}
