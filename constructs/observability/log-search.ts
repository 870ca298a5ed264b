import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { CfnAccessPolicy, CfnLifecyclePolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LogIndexerEnvironment } from '../../lambda/log-indexer/contract.ts';
import { accessLogsBucket } from '../internal/access-logs-bucket.ts';
import { type BundledFunction, defineBundledFunction } from '../internal/bundled-function.ts';
import { failOn } from '../internal/fail-on.ts';
import { grantUseOfKey } from '../internal/grants.ts';
import { type SearchEndpoint, searchCollection } from '../internal/search-collection.ts';
import { logSearchProblems } from './log-search-problems.ts';
import type { LogSearchProps } from './log-search-props.ts';

const WRITE = ['CreateIndex', 'DescribeIndex', 'UpdateIndex', 'WriteDocument'];
const READ = ['DescribeIndex', 'ReadDocument'];

/** Lines of log groups, in OpenSearch. The groups stay what they are, and hold the lines that this loses. */
export class LogSearch extends Construct {
  /** e.g. `https://abc123.eu-west-1.aoss.amazonaws.com` */
  readonly collectionEndpoint: string;
  /** Of OpenSearch Dashboards. */
  readonly dashboardsEndpoint: string;
  /** Through which it is reached, for the network's other collections. */
  readonly endpoint: SearchEndpoint;
  readonly function: IFunction;
  /** Batches that the collection did not take, for two weeks. */
  readonly failures: Bucket;

  constructor(scope: Construct, id: string, props: LogSearchProps) {
    super(scope, id);
    failOn(this, logSearchProblems(props));
    const { name, network, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    const encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', { description: `Search in logs of ${this.node.path}`, enableKeyRotation: true, removalPolicy });
    const { collection, endpoint } = searchCollection(this, {
      ...{ name, type: 'TIMESERIES', network, encryptionKey, removalPolicy, ...(props.endpoint && { endpoint: props.endpoint }) },
      description: `Log lines of ${this.node.path}`,
      reachedBy: 'OpenSearch for logs: its writer and its readers',
      dashboards: true,
    });
    this.endpoint = endpoint;
    this.collectionEndpoint = collection.attrCollectionEndpoint;
    this.dashboardsEndpoint = collection.attrDashboardEndpoint;
    new CfnLifecyclePolicy(this, 'Retention', {
      ...{ name, type: 'retention' },
      policy: JSON.stringify({
        Rules: [{ ResourceType: 'index', Resource: [`index/${name}/*`], MinIndexRetention: `${props.retentionDays ?? 30}d` }],
      }),
    });
    this.failures = new Bucket(this, 'Failures', {
      ...{ encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true, removalPolicy },
      ...{ blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, minimumTLSVersion: 1.2 },
      lifecycleRules: [{ id: 'Old', expiration: Duration.days(14) }],
      serverAccessLogsBucket: accessLogsBucket(this),
    });
    const { lambda, live } = this.defineFunction(props);
    this.function = live;
    // From here, so that an endpoint of another stack does not come to need this one.
    lambda.connections.allowTo(endpoint.securityGroup, Port.tcp(443), 'Writer');
    for (const block of props.readersFrom) endpoint.securityGroup.addIngressRule(Peer.ipv4(block), Port.tcp(443), 'Readers');
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['aoss:APIAccessAll'], resources: [collection.attrArn] }));
    this.letIn(name, [lambda.grantPrincipal.policyFragment.principalJson.AWS ?? []].flat(), props.readers);
    this.keepFailures({ lambda, live }, encryptionKey);
    for (const [source, logGroup] of Object.entries(props.sources)) {
      new SubscriptionFilter(this, `From-${source}`, {
        ...{ logGroup, filterName: source, filterPattern: FilterPattern.allEvents() },
        destination: new LambdaDestination(live),
      });
    }
  }

  private defineFunction({ network, logsKey, logRetention }: LogSearchProps): BundledFunction {
    return defineBundledFunction(new Construct(this, 'Indexer'), {
      ...{ vpc: network.vpc, vpcSubnets: network.privateSubnets, ...(logsKey && { logsKey }) },
      ...(logRetention !== undefined && { logRetention }),
      bundle: 'log-indexer',
      description: 'Takes log lines into OpenSearch',
      memorySize: 512,
      timeout: Duration.seconds(60),
      environment: { [LogIndexerEnvironment.COLLECTION]: `opensearch:${this.collectionEndpoint}` },
    });
  }

  /** IAM lets a principal ask the collection, and this says what for. */
  private letIn(name: string, writers: readonly string[], readers: readonly string[]): void {
    const index = (rights: readonly string[]) => ({
      ...{ ResourceType: 'index', Resource: [`index/${name}/*`] },
      Permission: rights.map((right) => `aoss:${right}`),
    });
    const items = {
      ...{ ResourceType: 'collection', Resource: [`collection/${name}`] },
      Permission: ['aoss:DescribeCollectionItems'],
    };
    new CfnAccessPolicy(this, 'Documents', {
      ...{ name, type: 'data' },
      policy: Stack.of(this).toJsonString([
        { Description: 'Writer', Rules: [index(WRITE)], Principal: writers },
        { Description: 'Readers', Rules: [index(READ), items], Principal: readers },
      ]),
    });
  }

  private keepFailures({ lambda, live }: Pick<BundledFunction, 'lambda' | 'live'>, encryptionKey: IKey): void {
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.failures.arnForObjects('*')] }));
    lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.failures.bucketArn] }));
    grantUseOfKey(encryptionKey, lambda, ['kms:GenerateDataKey', 'kms:Decrypt'], `s3.${Stack.of(this).region}`);
    live.configureAsyncInvoke({
      ...{ retryAttempts: 2, maxEventAge: Duration.hours(6) },
      // Not S3Destination, which lets the function read and delete what it could not write.
      onFailure: { bind: () => ({ destination: this.failures.bucketArn }) },
    });
  }

  /** Runs that failed, of which there are three for a batch: `Errors`. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }

  /** Milliseconds for which a batch waited for the function: `AsyncEventAge`. */
  metricAge(options?: MetricOptions): Metric {
    return this.function.metric('AsyncEventAge', { statistic: 'Maximum', ...options });
  }

  /** Batches that were neither indexed nor kept: `DestinationDeliveryFailures`. */
  metricLost(options?: MetricOptions): Metric {
    return this.function.metric('DestinationDeliveryFailures', { statistic: 'Sum', ...options });
  }
}
