import { Duration } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { NetworkLoadBalancer, NetworkTargetGroup, Protocol, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { targetGroupName } from '../../services/qdrant/exposure.ts';
import { HTTP_PORT, type QdrantWorkload } from '../../services/qdrant/qdrant-workload.ts';

interface QdrantLoadBalancerProps {
  readonly cluster: IGpuCluster;
  readonly qdrant: QdrantWorkload;
  /** On which routers call. */
  readonly port: number;
  readonly deletionProtection: boolean;
}

/**
 * From routers outside the cluster to Qdrant's pods: the host of its URL, in the region's network. TLS ends in the pods, so there are no access logs,
 * which a load balancer writes of TLS of its own alone; the network's flow logs say who called.
 */
export class QdrantLoadBalancer extends Construct {
  readonly targetGroup: NetworkTargetGroup;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: QdrantLoadBalancerProps) {
    super(scope, id);
    const { cluster, qdrant, port, deletionProtection } = props;
    const { vpc, privateSubnets } = cluster.network;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'From routers to Qdrant',
      allowAllOutbound: false,
    });
    const balancer = new NetworkLoadBalancer(this, 'Resource', {
      vpc,
      vpcSubnets: privateSubnets,
      internetFacing: false,
      crossZoneEnabled: true,
      securityGroups: [this.securityGroup],
      deletionProtection,
    });
    this.targetGroup = new NetworkTargetGroup(this, 'Targets', {
      vpc,
      targetGroupName: targetGroupName(qdrant),
      targetType: TargetType.IP,
      protocol: Protocol.TCP,
      port: HTTP_PORT,
      // Pods see the addresses of the subnets, which their network policy knows.
      preserveClientIp: false,
      healthCheck: { protocol: Protocol.HTTPS, path: '/readyz', interval: Duration.seconds(10), healthyThresholdCount: 2 },
      deregistrationDelay: Duration.seconds(30),
    });
    balancer.addListener('Listener', { protocol: Protocol.TCP, port, defaultTargetGroups: [this.targetGroup] });
    const pods = SecurityGroup.fromSecurityGroupId(this, 'Pods', cluster.clusterSecurityGroupId);
    this.securityGroup.connections.allowTo(pods, Port.tcp(HTTP_PORT), 'Qdrant');
    const zone = new PrivateHostedZone(this, 'Zone', { zoneName: qdrant.host, vpc });
    new ARecord(this, 'Name', { zone, target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer)) });
  }
}
