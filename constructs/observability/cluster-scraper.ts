import { Fn, Stack } from 'aws-cdk-lib';
import { CfnScraper } from 'aws-cdk-lib/aws-aps';
import { Construct } from 'constructs';
import { scrapeConfig } from '../../services/observability/scraping/scrape-config.ts';
import type { IGpuCluster } from '../gpu-cluster/gpu-cluster-base.ts';
import { failOn } from '../internal/fail-on.ts';
import type { IMetricsWorkspace } from './metrics-workspace.ts';

export interface ClusterScraperProps {
  readonly cluster: IGpuCluster;
  readonly workspace: IMetricsWorkspace;
}

/**
 * A collector that AWS runs: it finds the pods of a cluster, scrapes them from the private subnets, and writes into a workspace. The service
 * gives itself access to a cluster that knows access entries, as those of `GpuCluster` do.
 */
export class ClusterScraper extends Construct {
  constructor(scope: Construct, id: string, { cluster, workspace }: ClusterScraperProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { clusterName, network } = cluster;
    const { region } = stack;
    const { subnetIds } = network.vpc.selectSubnets(network.privateSubnets);
    failOn(
      this,
      subnetIds.length >= 2
        ? []
        : ['the network of the cluster has one private subnet; a managed collector needs two, in two zones'],
    );
    new CfnScraper(this, 'Resource', {
      alias: clusterName,
      source: {
        eksConfiguration: {
          clusterArn: stack.formatArn({ service: 'eks', resource: 'cluster', resourceName: clusterName }),
          // Nodes and pods have this group, whose members reach each other.
          securityGroupIds: [cluster.clusterSecurityGroupId],
          subnetIds,
        },
      },
      destination: { ampConfiguration: { workspaceArn: workspace.workspaceArn } },
      // Encoded when it deploys: region and name may be unknown before.
      scrapeConfiguration: { configurationBlob: Fn.base64(scrapeConfig({ cluster: clusterName, region })) },
    });
  }
}
