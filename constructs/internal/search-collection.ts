import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnCollection, CfnSecurityPolicy, CfnVpcEndpoint } from 'aws-cdk-lib/aws-opensearchserverless';
import type { Construct } from 'constructs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

interface SearchCollectionOptions {
  /** 3 to 32 lower-case letters, digits and hyphens; unique in account and region. */
  readonly name: string;
  readonly type: 'VECTORSEARCH' | 'TIMESERIES';
  readonly description: string;
  /** Of its security group. */
  readonly reachedBy: string;
  /** Whether OpenSearch Dashboards answers at the endpoint too. */
  readonly dashboards: boolean;
  readonly network: IPlatformNetwork;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

interface SearchCollection {
  readonly collection: CfnCollection;
  /** Of the endpoint, which lets in nobody. */
  readonly securityGroup: SecurityGroup;
  metric(metricName: string, options?: MetricOptions): Metric;
}

/** A collection of OpenSearch Serverless under our key, with one endpoint in the network and none in the internet. */
export function searchCollection(scope: Construct, options: SearchCollectionOptions): SearchCollection {
  const { name, type, network, encryptionKey, dashboards } = options;
  const stack = Stack.of(scope);
  const rule = { ResourceType: 'collection', Resource: [`collection/${name}`] };
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', {
    vpc: network.vpc,
    description: options.reachedBy,
    allowAllOutbound: false,
  });
  const encryption = new CfnSecurityPolicy(scope, 'Encryption', {
    ...{ name, type: 'encryption' },
    policy: stack.toJsonString({ Rules: [rule], AWSOwnedKey: false, KmsARN: encryptionKey.keyArn }),
  });
  const endpoint = new CfnVpcEndpoint(scope, 'Endpoint', {
    name,
    vpcId: network.vpc.vpcId,
    subnetIds: network.vpc.selectSubnets(network.privateSubnets).subnetIds,
    securityGroupIds: [securityGroup.securityGroupId],
  });
  const Rules = [rule, ...(dashboards ? [{ ...rule, ResourceType: 'dashboard' }] : [])];
  const reach = new CfnSecurityPolicy(scope, 'NetworkPolicy', {
    ...{ name, type: 'network' },
    policy: stack.toJsonString([{ Rules, AllowFromPublic: false, SourceVPCEs: [endpoint.ref] }]),
  });
  const { description, removalPolicy } = options;
  const collection = new CfnCollection(scope, 'Collection', { ...{ name, type, standbyReplicas: 'ENABLED' }, description });
  collection.node.addDependency(encryption, reach);
  collection.applyRemovalPolicy(removalPolicy);
  const dimensionsMap = { ClientId: stack.account, CollectionId: collection.attrId, CollectionName: name };
  return {
    ...{ collection, securityGroup },
    metric: (metricName, more) => new Metric({ namespace: 'AWS/AOSS', metricName, dimensionsMap, statistic: 'Sum', ...more }),
  };
}
