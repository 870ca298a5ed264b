import { Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InterfaceVpcEndpointAwsService, IpAddresses, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PlatformNetwork, type PlatformNetworkProps } from '../../../constructs/platform-network/platform-network.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const WITHIN_ACCOUNT = {
  StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } },
  StringEqualsIfExists: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } },
};

function network(props: Partial<PlatformNetworkProps> = {}, stack: Stack = testStack()) {
  const construct = new PlatformNetwork(stack, 'Network', { availabilityZones: ZONES, ...props });
  return { stack, construct, template: templateOf(stack) };
}

const cidrs = (template: ReturnType<typeof templateOf>, name: string): string[] =>
  Object.values(
    template.findResources('AWS::EC2::Subnet', {
      Properties: { Tags: Match.arrayWith([{ Key: 'aws-cdk:subnet-name', Value: name }]) },
    }),
  )
    .map(({ Properties }) => Properties.CidrBlock)
    .sort();

describe('a network with defaults', () => {
  const { stack, construct, template } = network();

  test('has a private subnet and a NAT gateway in each zone', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 3);
    template.resourceCountIs('AWS::EC2::Subnet', 6);
    expect(construct.vpc.selectSubnets(construct.privateSubnets).availabilityZones).toEqual(ZONES);
    expect(construct.vpc.selectSubnets(construct.privateSubnets).hasPublic).toBe(false);
  });

  test('gives no machine a public address', () => {
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  test('logs all traffic for a year, under a key that only CloudWatch Logs of this account can use', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 365,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NetworkLogsKey'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'logs.us-east-1.amazonaws.com' } })]) },
    });
  });

  test('reaches S3, DynamoDB, Secrets Manager, AppConfig and SQS by endpoints that serve this account alone', () => {
    template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 2);
    template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 3);
    for (const service of ['secretsmanager', 'appconfigdata', 'sqs']) {
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        ServiceName: `com.amazonaws.us-east-1.${service}`,
        PrivateDnsEnabled: true,
      });
    }
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: { Version: '2012-10-17', Statement: [Match.objectLike({ Effect: 'Allow', Condition: WITHIN_ACCOUNT })] },
    });
  });

  test('admits to those endpoints HTTPS from its own range, and nothing out', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
    });
  });

  test('brings no custom resource and no function', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('Custom::VpcRestrictDefaultSG', 0);
  });

  test('has no AwsSolutions finding, no IAM policy over every resource, and keeps its logs', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
    expect(unretained(template)).toEqual([]);
  });
});

describe('without NAT gateways', () => {
  const { template, construct } = network({ natGateways: 0 });

  test('there is no way to the internet', () => {
    for (const type of ['NatGateway', 'InternetGateway', 'EIP']) template.resourceCountIs(`AWS::EC2::${type}`, 0);
    template.resourceCountIs('AWS::EC2::Subnet', 3);
    expect(construct.vpc.selectSubnets(construct.privateSubnets).subnetIds).toHaveLength(3);
  });

  test('private subnets have the ranges that they keep when NAT gateways are added', () => {
    expect(cidrs(template, 'private')).toEqual(cidrs(network().template, 'private'));
  });
});

test('a /20 in two zones leaves most addresses to the private subnets', () => {
  const { template } = network({ ipAddresses: IpAddresses.cidr('10.9.0.0/20'), availabilityZones: ['us-east-1a', 'us-east-1b'] });
  expect(cidrs(template, 'public')).toEqual(['10.9.0.0/26', '10.9.0.64/26']);
  expect(cidrs(template, 'private')).toEqual(['10.9.4.0/22', '10.9.8.0/22']);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.9.0.0/20' })],
  });
});

test('endpoints, key and retention can be chosen', () => {
  const stack = testStack();
  const logsKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/mine');
  const interfaceEndpoints = [...PlatformNetwork.ROUTER_ENDPOINTS, InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME];
  const { template } = network({ interfaceEndpoints, logsKey, logRetention: RetentionDays.TEN_YEARS, natGateways: 1 }, stack);
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.us-east-1.bedrock-runtime' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: logsKey.keyArn, RetentionInDays: 3653 });
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.resourceCountIs('AWS::EC2::NatGateway', 1);
});

test('without interface endpoints there is no security group for them', () => {
  const { template } = network({ interfaceEndpoints: [] });
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
});

test('the S3 endpoint can be opened to the bucket of container image layers', () => {
  const stack = testStack();
  const construct = new PlatformNetwork(stack, 'Network', { availabilityZones: ZONES });
  const layers = 'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*';
  construct.s3Endpoint.addToPolicy(
    new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['s3:GetObject'], resources: [layers] }),
  );
  templateOf(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Condition: WITHIN_ACCOUNT }),
        Match.objectLike({ Action: 's3:GetObject', Resource: layers }),
      ],
    },
  });
});

describe('imported', () => {
  test('a VPC of another app is described by its ids, and nothing is looked up', () => {
    const stack = testStack();
    const { vpc, privateSubnets } = PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
      vpcId: 'vpc-1',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
    expect(vpc.vpcId).toBe('vpc-1');
    expect(vpc.selectSubnets(privateSubnets).subnetIds).toEqual(['subnet-1', 'subnet-2']);
    expect(templateOf(stack).toJSON().Resources).toBeUndefined();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('a VPC of the same app is used as it is', () => {
    const vpc = new Vpc(testStack(), 'Vpc', { restrictDefaultSecurityGroup: false });
    const imported = PlatformNetwork.fromVpc(Stack.of(vpc), 'Network', vpc, { subnets: vpc.privateSubnets });
    expect(imported.vpc).toBe(vpc);
    expect(imported.privateSubnets).toEqual({ subnets: vpc.privateSubnets });
  });
});

describe('mistakes', () => {
  const message = (props: Partial<PlatformNetworkProps>): string => {
    try {
      network(props);
    } catch (error) {
      return (error as Error).message;
    }
    return 'no failure';
  };

  test.each<[string, Partial<PlatformNetworkProps>, string]>([
    ['one zone', { availabilityZones: ['us-east-1a'] }, 'availabilityZones is ["us-east-1a"]; name two different zones or more'],
    ['a zone twice', { availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1a'] }, 'name each zone once'],
    ['a zone elsewhere', { availabilityZones: ['us-east-1a', 'eu-west-1a'] }, 'name zones of us-east-1 instead of eu-west-1a'],
    ['too many NAT gateways', { natGateways: 4 }, 'natGateways is 4; use 0 to 3, the number of zones'],
    ['a fraction of a NAT gateway', { natGateways: 1.5 }, 'natGateways is 1.5; use 0 to 3'],
    ['zones known at deployment only', { availabilityZones: Token.asList({ Ref: 'Zones' }) }, 'availabilityZones is a token'],
  ])('%s', (_name, props, expected) => {
    expect(message(props)).toContain(expected);
  });

  test('are not seen in a stack without a region, which takes the zones on trust', () => {
    const construct = new PlatformNetwork(new Stack(testApp(), 'Agnostic'), 'Network', {
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    });
    expect(construct.vpc.availabilityZones).toEqual(['eu-west-1a', 'eu-west-1b']);
  });
});
