import { CfnOutput } from 'aws-cdk-lib';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { accessLogsBucket } from '../../constructs/internal/access-logs-bucket.ts';
import { ModelRepository } from '../../constructs/model-repository/model-repository.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import { PUBLISHER_ACCOUNT, SERVICE_ACCOUNT } from '../../services/serving/names.ts';
import type { Serving } from '../../services/serving/serving.ts';
import type { GpusConfig } from '../config/gpu-config.ts';
import { qdrantWorkload } from '../config/qdrant-workload.ts';
import { ModelLoadBalancer } from './model-load-balancer.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';
import { QdrantLoadBalancer } from './qdrant-load-balancer.ts';
import { qdrantSnapshots } from './qdrant-snapshots.ts';

export interface ServingStackProps extends PlatformStackProps {
  readonly gpus: GpusConfig;
  readonly serving: Serving;
  readonly cluster: IGpuCluster;
  readonly keys: IPlatformKeys;
}

/** What served models need of AWS in one region: their bucket, the identities of their pods, and the way from routers to them. */
export class ServingStack extends PlatformStack {
  readonly repository: ModelRepository;
  /** @default - none: the region serves no model */
  readonly loadBalancer?: ModelLoadBalancer;
  /** @default - none: the region keeps no vectors on its cluster */
  readonly qdrant?: QdrantLoadBalancer;

  constructor(scope: Construct, props: ServingStackProps) {
    super(scope, 'serving', props);
    const { config, gpus, serving, cluster } = props;
    const accessLogs = accessLogsBucket(this);
    this.repository = new ModelRepository(this, 'Models', {
      bucketName: gpus.modelBucket,
      publisher: Role.fromRoleName(this, 'Publisher', gpus.publisherRole),
      accessLogsBucket: accessLogs,
    });
    this.repository.grantRead(cluster.addPodIdentity(serving.namespace, SERVICE_ACCOUNT));
    if (serving.builds) this.repository.grantPublish(cluster.addPodIdentity(serving.namespace, PUBLISHER_ACCOUNT));
    new CfnOutput(this, 'ModelBucket', { value: this.repository.bucket.bucketName, description: 'For blueprint model push' });
    const deletionProtection = config.data.removalPolicy === 'retain';
    if (serving.models.length > 0) {
      this.loadBalancer = new ModelLoadBalancer(this, 'LoadBalancer', {
        ...{ cluster, serving, gpus },
        accessLogs,
        deletionProtection,
      });
    }
    const { vectors } = config.regions[props.region] ?? {};
    const qdrant = qdrantWorkload(config, props.region);
    if (qdrant && vectors?.engine === 'qdrant') {
      const { snapshotRetentionDays: retentionDays } = vectors;
      const encryptionKey = props.keys.keyFor(DataClass.CONTENT);
      qdrantSnapshots(this, { ...{ cluster, qdrant, retentionDays, encryptionKey, accessLogs } });
      const port = Number(new URL(vectors.url).port || 443);
      this.qdrant = new QdrantLoadBalancer(this, 'Qdrant', { cluster, qdrant, port, deletionProtection });
    }
    const targetGroups = [...(this.loadBalancer?.targetGroups ?? []), ...(this.qdrant ? [this.qdrant.targetGroup] : [])];
    if (targetGroups.length > 0) this.letControllerRegister(cluster, targetGroups);
  }

  /** Sends every version that is pushed here to the buckets of other regions, which were made by now. */
  replicateTo(others: readonly ServingStack[]): void {
    const regions = others.map(({ region }) => region);
    this.repository.replicate(
      others.map(({ repository }) => repository),
      regions,
    );
  }

  /** The AWS Load Balancer Controller keeps the target groups equal to the pods; it makes no load balancer here, and opens no port. */
  private letControllerRegister(cluster: IGpuCluster, targetGroups: readonly ITargetGroup[]): void {
    new Policy(this, 'Controller', {
      roles: [cluster.addPodIdentity('kube-system', 'aws-load-balancer-controller')],
      statements: [
        new PolicyStatement({
          actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
          resources: targetGroups.map(({ targetGroupArn }) => targetGroupArn),
        }),
        new PolicyStatement({
          actions: [
            'ec2:DescribeAvailabilityZones',
            'ec2:DescribeInstances',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSecurityGroups',
            'ec2:DescribeSubnets',
            'ec2:DescribeVpcs',
            'elasticloadbalancing:DescribeTags',
            'elasticloadbalancing:DescribeTargetGroupAttributes',
            'elasticloadbalancing:DescribeTargetGroups',
            'elasticloadbalancing:DescribeTargetHealth',
          ],
          resources: ['*'],
        }),
      ],
    });
  }
}
