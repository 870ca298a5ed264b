import { createHash } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCertificate,
  ListenerCondition,
  Protocol,
  SslPolicy,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { engineOf } from '../../services/serving/engine/engine.ts';
import { doorsOf } from '../../services/serving/entry/doors.ts';
import { targetGroupName } from '../../services/serving/entry/target-group.ts';
import type { ModelRelease, ServedModel } from '../../services/serving/served-model.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { FORGET_SECONDS } from '../../services/serving/workload/timing.ts';
import type { GpusConfig } from '../config/gpu-config.ts';
import { releaseHost } from '../config/resolve/served-targets.ts';

export interface ModelLoadBalancerProps {
  readonly cluster: IGpuCluster;
  readonly serving: Serving;
  readonly gpus: GpusConfig;
  readonly accessLogs: IBucket;
  readonly deletionProtection: boolean;
}

/** Longer than any stream, so that a model that thinks is not cut off. AWS takes no more. */
const IDLE = Duration.seconds(4000);

/** From routers outside the cluster to the pods of each release: one private name a release, one target group behind it. */
export class ModelLoadBalancer extends Construct {
  readonly targetGroups: readonly ApplicationTargetGroup[];
  readonly securityGroup: SecurityGroup;
  /** On which it listens: 443 with a certificate, else 80. */
  readonly port: Port;

  constructor(scope: Construct, id: string, props: ModelLoadBalancerProps) {
    super(scope, id);
    const { cluster, serving, accessLogs, deletionProtection } = props;
    const { zoneName, certificateArn } = props.gpus;
    const { vpc, privateSubnets } = cluster.network;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'From routers to models',
      allowAllOutbound: false,
    });
    const balancer = new ApplicationLoadBalancer(this, 'Resource', {
      vpc,
      vpcSubnets: privateSubnets,
      internetFacing: false,
      securityGroup: this.securityGroup,
      idleTimeout: IDLE,
      dropInvalidHeaderFields: true,
      deletionProtection,
    });
    balancer.logAccessLogs(accessLogs, 'load-balancer');
    this.port = certificateArn === undefined ? Port.HTTP : Port.HTTPS;
    const listener = balancer.addListener('Listener', {
      ...(certificateArn === undefined
        ? { protocol: ApplicationProtocol.HTTP }
        : {
            protocol: ApplicationProtocol.HTTPS,
            certificates: [ListenerCertificate.fromArn(certificateArn)],
            sslPolicy: SslPolicy.TLS13_13,
          }),
      open: false,
      defaultAction: ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'No model has this name.' }),
    });
    const releases = serving.models.flatMap((model) => model.releases.map((release) => ({ model, release })));
    const hosts = releases.map(({ model, release }) => releaseHost(zoneName, model.name, release.name));
    const priorities = rulePriorities(hosts);
    this.targetGroups = releases.map(({ model, release }, at) => {
      const host = hosts[at] ?? '';
      const group = this.targetGroup(cluster, serving, model, release);
      listener.addAction(`${model.name}-${release.name}`, {
        priority: priorities.get(host) ?? 1,
        conditions: [ListenerCondition.hostHeaders([host])],
        action: ListenerAction.forward([group]),
      });
      return group;
    });
    this.allowPods(cluster, serving);
    const zone = new PrivateHostedZone(this, 'Zone', { zoneName, vpc });
    new ARecord(this, 'Name', { zone, recordName: '*', target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer)) });
  }

  private targetGroup({ network }: IGpuCluster, serving: Serving, model: ServedModel, release: ModelRelease) {
    const { readyPath } = engineOf(model.engine);
    const { protocol, loadBalancer } = doorsOf(serving, model.engine);
    const tls = protocol === 'https';
    return new ApplicationTargetGroup(this, `Targets-${model.name}-${release.name}`, {
      vpc: network.vpc,
      targetGroupName: targetGroupName(serving, model, release),
      targetType: TargetType.IP,
      // It shows no certificate of its own, and takes any: docs/decisions/011.
      protocol: tls ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP,
      port: loadBalancer,
      healthCheck: {
        protocol: tls ? Protocol.HTTPS : Protocol.HTTP,
        path: readyPath,
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
      deregistrationDelay: Duration.seconds(Math.min(3600, FORGET_SECONDS + model.drainSeconds)),
      // A replica is filled by what it is answering, not by how often it was asked.
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    });
  }

  /** Pods have the security group of the cluster. */
  private allowPods({ clusterSecurityGroupId }: IGpuCluster, serving: Serving): void {
    const pods = SecurityGroup.fromSecurityGroupId(this, 'Pods', clusterSecurityGroupId);
    const ports = [...new Set(serving.models.map(({ engine }) => doorsOf(serving, engine).loadBalancer))];
    for (const port of ports) this.securityGroup.connections.allowTo(pods, Port.tcp(port), 'Models');
  }
}

/** Each host has a number of its own, which stays when others come and go: CloudFormation changes rules side by side, and numbers must not meet. */
export function rulePriorities(hosts: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Map<number, string>();
  for (const host of [...hosts].sort()) {
    let priority = 1 + (createHash('sha256').update(host).digest().readUInt32BE() % 50_000);
    while (taken.has(priority)) priority = 1 + (priority % 50_000);
    taken.set(priority, host);
  }
  return new Map([...taken].map(([priority, host]) => [host, priority]));
}
