import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnCollection, CfnSecurityPolicy, CfnVpcEndpoint } from 'aws-cdk-lib/aws-opensearchserverless';
import type { Construct } from 'constructs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

/** The endpoint of OpenSearch Serverless in a network, which has one at most: it answers for every collection. */
export interface SearchEndpoint {
  /** e.g. `vpce-0123456789abcdef0` */
  readonly vpcEndpointId: string;
  /** Of the endpoint. It lets in nobody but whom grants add. */
  readonly securityGroup: ISecurityGroup;
}

interface SearchCollectionOptions {
  /** 3 to 32 lower-case letters, digits and hyphens; unique in account and region. */
  readonly name: string;
  readonly type: 'VECTORSEARCH' | 'TIMESERIES';
  readonly description: string;
  /** Of the security group of an endpoint that is made. */
  readonly reachedBy: string;
  /** Whether OpenSearch Dashboards answers at the endpoint too. */
  readonly dashboards: boolean;
  readonly network: IPlatformNetwork;
  /** @default - one is made in the private subnets */
  readonly endpoint?: SearchEndpoint;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

interface SearchCollection {
  readonly collection: CfnCollection;
  readonly endpoint: SearchEndpoint;
  metric(metricName: string, options?: MetricOptions): Metric;
}

/** A collection of OpenSearch Serverless under our key, with one endpoint in the network and none in the internet. */
export function searchCollection(scope: Construct, options: SearchCollectionOptions): SearchCollection {
  const { name, type, encryptionKey, dashboards, endpoint = makeEndpoint(scope, options) } = options;
  const stack = Stack.of(scope);
  const rule = { ResourceType: 'collection', Resource: [`collection/${name}`] };
  const encryption = new CfnSecurityPolicy(scope, 'Encryption', {
    ...{ name, type: 'encryption' },
    policy: stack.toJsonString({ Rules: [rule], AWSOwnedKey: false, KmsARN: encryptionKey.keyArn }),
  });
  const Rules = [rule, ...(dashboards ? [{ ...rule, ResourceType: 'dashboard' }] : [])];
  const reach = new CfnSecurityPolicy(scope, 'NetworkPolicy', {
    ...{ name, type: 'network' },
    policy: stack.toJsonString([{ Rules, AllowFromPublic: false, SourceVPCEs: [endpoint.vpcEndpointId] }]),
  });
  const { description, removalPolicy } = options;
  const collection = new CfnCollection(scope, 'Collection', { ...{ name, type, standbyReplicas: 'ENABLED' }, description });
  collection.node.addDependency(encryption, reach);
  collection.applyRemovalPolicy(removalPolicy);
  const dimensionsMap = { ClientId: stack.account, CollectionId: collection.attrId, CollectionName: name };
  return {
    ...{ collection, endpoint },
    metric: (metricName, more) => new Metric({ namespace: 'AWS/AOSS', metricName, dimensionsMap, statistic: 'Sum', ...more }),
  };
}

function makeEndpoint(scope: Construct, { name, network, reachedBy }: SearchCollectionOptions): SearchEndpoint {
  const { vpc, privateSubnets } = network;
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', { vpc, description: reachedBy, allowAllOutbound: false });
  const endpoint = new CfnVpcEndpoint(scope, 'Endpoint', {
    name,
    vpcId: vpc.vpcId,
    subnetIds: vpc.selectSubnets(privateSubnets).subnetIds,
    securityGroupIds: [securityGroup.securityGroupId],
  });
  return { vpcEndpointId: endpoint.ref, securityGroup };
}
