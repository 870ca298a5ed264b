import { Annotations, Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IIpAddresses,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';
import { endpointStatements, readImageLayers, withinAccount } from './endpoint-policy.ts';
import { zoneProblems } from './zone-problems.ts';

/** Where the platform's functions and clusters run. */
export interface IPlatformNetwork extends IConstruct {
  readonly vpc: IVpc;
  /** One subnet per zone, without a route from the internet. */
  readonly privateSubnets: SubnetSelection;
}

export interface PlatformNetworkProps {
  /** Two or more zone names of the stack's region, e.g. `us-east-1a`. Nothing is looked up. */
  readonly availabilityZones: string[];
  /** @default IpAddresses.cidr('10.0.0.0/16') */
  readonly ipAddresses?: IIpAddresses;
  /** 0 to one per zone. With 0 there is neither a public subnet nor a way to the internet. @default - one per zone */
  readonly natGateways?: number;
  /** AWS services to reach without the internet, one interface endpoint each. @default PlatformNetwork.ROUTER_ENDPOINTS */
  readonly interfaceEndpoints?: InterfaceVpcEndpointAwsService[];
  /** Encrypts the flow logs; its policy must let CloudWatch Logs use it. @default - a key of the network's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}

/** A VPC that exists. */
export interface PlatformNetworkAttributes {
  readonly vpcId: string;
  readonly availabilityZones: string[];
  /** One per zone, in the order of the zones. */
  readonly privateSubnetIds: string[];
}

class ImportedNetwork extends Construct implements IPlatformNetwork {
  readonly vpc: IVpc;
  readonly privateSubnets: SubnetSelection;

  constructor(scope: Construct, id: string, vpc: IVpc, privateSubnets: SubnetSelection) {
    super(scope, id);
    this.vpc = vpc;
    this.privateSubnets = privateSubnets;
  }
}

/** A VPC whose workloads have no public address, whose traffic is logged, and whose way to AWS stays on the AWS network. */
export class PlatformNetwork extends Construct implements IPlatformNetwork {
  /** What the platform's functions call beside DynamoDB, which has a gateway endpoint. */
  static readonly ROUTER_ENDPOINTS: InterfaceVpcEndpointAwsService[] = [
    InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    InterfaceVpcEndpointAwsService.APPCONFIGDATA,
    InterfaceVpcEndpointAwsService.SQS,
  ];

  /** What nodes and pods of a cluster call beside S3: EKS, its pod identities and ECR, whose layers the endpoint of S3 then lets through. */
  static readonly CLUSTER_ENDPOINTS: InterfaceVpcEndpointAwsService[] = [
    InterfaceVpcEndpointAwsService.EKS,
    InterfaceVpcEndpointAwsService.EKS_AUTH,
    InterfaceVpcEndpointAwsService.STS,
    InterfaceVpcEndpointAwsService.ECR,
    InterfaceVpcEndpointAwsService.ECR_DOCKER,
  ];

  /** A VPC made elsewhere in the app. */
  static fromVpc(scope: Construct, id: string, vpc: IVpc, privateSubnets: SubnetSelection): IPlatformNetwork {
    return new ImportedNetwork(scope, id, vpc, privateSubnets);
  }

  /** A VPC made outside the app. It is described, not looked up. */
  static fromPlatformNetworkAttributes(scope: Construct, id: string, attributes: PlatformNetworkAttributes): IPlatformNetwork {
    const network = new Construct(scope, id);
    const vpc = Vpc.fromVpcAttributes(network, 'Vpc', attributes);
    Annotations.of(vpc).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'the platform adds no routes');
    return new ImportedNetwork(network, 'Network', vpc, { subnets: vpc.privateSubnets });
  }

  readonly vpc: Vpc;
  readonly privateSubnets: SubnetSelection;
  /** Reaches buckets of this account only; `addToPolicy` opens it to others, e.g. those that hold the layers of container images. */
  readonly s3Endpoint: GatewayVpcEndpoint;
  readonly dynamoDbEndpoint: GatewayVpcEndpoint;

  constructor(scope: Construct, id: string, props: PlatformNetworkProps) {
    super(scope, id);
    failOn(this, zoneProblems(Stack.of(this).region, props.availabilityZones, props.natGateways));
    const natGateways = props.natGateways ?? props.availabilityZones.length;
    const ipAddresses = props.ipAddresses ?? IpAddresses.cidr('10.0.0.0/16');
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses,
      availabilityZones: [...props.availabilityZones],
      natGateways,
      // CloudFormation cannot empty the default security group; a custom resource could, but would put a Lambda with rights over security
      // groups into every account. The group is left unused instead: it admits its own members only, and nothing here makes a member.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'private', subnetType: natGateways === 0 ? SubnetType.PRIVATE_ISOLATED : SubnetType.PRIVATE_WITH_EGRESS },
        // For NAT gateways alone. Reserved when there are none, so that adding them later renumbers no private subnet.
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false, reserved: natGateways === 0 },
      ],
    });
    this.privateSubnets = { subnetGroupName: 'private' };
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(
        encryptedLogGroup(this, 'FlowLogs', { encryptionKey: props.logsKey, retention: props.logRetention }),
      ),
    });
    this.s3Endpoint = this.gatewayEndpoint('S3', GatewayVpcEndpointAwsService.S3);
    this.dynamoDbEndpoint = this.gatewayEndpoint('DynamoDb', GatewayVpcEndpointAwsService.DYNAMODB);
    // The range itself where it is known, not a reference to it: readers and rule checkers then see who may call the endpoints.
    const range = ipAddresses.allocateVpcCidr().cidrBlock ?? this.vpc.vpcCidrBlock;
    const services = props.interfaceEndpoints ?? PlatformNetwork.ROUTER_ENDPOINTS;
    this.addInterfaceEndpoints(services, range);
    if (services.includes(InterfaceVpcEndpointAwsService.ECR_DOCKER)) {
      this.s3Endpoint.addToPolicy(readImageLayers(Stack.of(this)));
    }
  }

  private gatewayEndpoint(id: string, service: GatewayVpcEndpointAwsService): GatewayVpcEndpoint {
    const endpoint = new GatewayVpcEndpoint(this, id, { vpc: this.vpc, service, subnets: [this.privateSubnets] });
    endpoint.addToPolicy(withinAccount(this));
    return endpoint;
  }

  private addInterfaceEndpoints(services: readonly InterfaceVpcEndpointAwsService[], callers: string): void {
    if (services.length === 0) return;
    const group = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'Interface endpoints: HTTPS from inside the VPC',
      allowAllOutbound: false,
    });
    group.addIngressRule(Peer.ipv4(callers), Port.HTTPS, 'HTTPS from inside the VPC');
    for (const service of services) {
      const endpoint = new InterfaceVpcEndpoint(this, service.shortName, {
        vpc: this.vpc,
        service,
        subnets: this.privateSubnets,
        securityGroups: [group],
        open: false,
      });
      for (const statement of endpointStatements(this, service.shortName)) endpoint.addToPolicy(statement);
    }
  }
}
