import { CfnOutput } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { accessLogsBucket } from '../../constructs/internal/access-logs-bucket.ts';
import { ModelRepository } from '../../constructs/model-repository/model-repository.ts';
import { SERVICE_ACCOUNT } from '../../services/serving/names.ts';
import type { Serving } from '../../services/serving/serving.ts';
import type { GpusConfig } from '../config/gpu-config.ts';
import { ModelLoadBalancer } from './model-load-balancer.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface ServingStackProps extends PlatformStackProps {
  readonly gpus: GpusConfig;
  readonly serving: Serving;
  readonly cluster: IGpuCluster;
}

/** What served models need of AWS in one region: their bucket, the identities of their pods, and the way from routers to them. */
export class ServingStack extends PlatformStack {
  readonly repository: ModelRepository;
  /** @default - none: the region serves no model */
  readonly loadBalancer?: ModelLoadBalancer;

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
    new CfnOutput(this, 'ModelBucket', { value: this.repository.bucket.bucketName, description: 'For blueprint model push' });
    if (serving.models.length === 0) return;
    this.loadBalancer = new ModelLoadBalancer(this, 'LoadBalancer', {
      ...{ cluster, serving, gpus },
      accessLogs,
      deletionProtection: config.data.removalPolicy === 'retain',
    });
    this.letControllerRegister(cluster, this.loadBalancer);
  }

  /** The AWS Load Balancer Controller keeps the target groups equal to the pods; it makes no load balancer here, and opens no port. */
  private letControllerRegister(cluster: IGpuCluster, { targetGroups }: ModelLoadBalancer): void {
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
