import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { LONGEST_WAIT_METRIC, MEASURE_EVENT, ReviewEnvironment, ReviewIndex, reviewKey } from '../../lambda/review/contract.ts';
import { alarmOn } from '../internal/alarm.ts';
import { defineBundledFunction } from '../internal/bundled-function.ts';
import { encryptedQueue, grantReceive, grantSend } from '../internal/encrypted-queue.ts';
import { grantSecretValue, grantUseOfKey, grantWriteRows } from '../internal/grants.ts';
import type { ModerationProps } from './moderation-props.ts';
import { reviewTable } from './review-table.ts';

/** Where texts wait for people, as a guard sees it. */
export interface IModeration extends IConstruct {
  /** Takes sealed cases. */
  readonly queue: IQueue;
  /** Cases, audit and decisions. */
  readonly cases: ITableV2;
  /** What tenants' keys are made of, under which texts are sealed. */
  readonly sealingKey: ISecret;
  /** What a guard needs: to send cases, to seal them, and to read what was decided. Not to read cases. */
  grantGuard(grantee: IGrantable): Grant;
}

const FUNCTION_TIMEOUT = Duration.seconds(15);

/**
 * People's part of moderation: a queue that takes what a guard holds, a table of cases, and the function that stores, lists, claims and decides them and
 * serves the reviewers' page. Give `function` to `InferenceApi` as `review`, and the construct to `RouterFunction` as `moderation`.
 */
export class Moderation extends Construct implements IModeration {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly cases: TableV2;
  readonly sealingKey: ISecret;
  /** The alias `live`. */
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  /** On while cases are stuck: too long on their way, in the dead-letter queue, or without a reviewer. They have no actions: add yours. */
  readonly alarms: readonly Alarm[];
  private readonly key: IKey;
  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: ModerationProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.namespace = props.metricNamespace ?? 'LlmPlatform';
    this.key = props.encryptionKey ?? ownKey(this, removalPolicy);
    this.sealingKey = new Secret(this, 'SealingKey', {
      description: 'Tenants’ keys are made of it. A new value makes every sealed text unreadable and every decision forgotten.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      encryptionKey: this.key,
      removalPolicy,
    });
    this.cases = reviewTable(this, this.key, removalPolicy);
    const { queue, deadLetters } = encryptedQueue(this, {
      encryptionKey: this.key,
      functionTimeout: FUNCTION_TIMEOUT,
      tries: 10,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'review',
      description: 'Keeps what waits for people: stores, lists, claims, decides',
      memorySize: 512,
      timeout: FUNCTION_TIMEOUT,
      environment: {
        [ReviewEnvironment.CASES]: `dynamodb:${this.cases.tableName}`,
        [ReviewEnvironment.SEALING_KEY]: `secretsmanager:${this.sealingKey.secretArn}`,
        [ReviewEnvironment.NAMESPACE]: this.namespace,
      },
    });
    this.function = live;
    this.logGroup = logGroup;
    this.grantFunction(lambda);
    const granted = grantReceive(this.queue, lambda);
    const source = live.addEventSourceMapping('Held', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    granted.applyBefore(source);
    new Rule(this, 'Timer', {
      description: 'Asks how long cases have waited for a reviewer',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(live, { event: RuleTargetInput.fromObject(MEASURE_EVENT), retryAttempts: 0 })],
    });
    this.alarms = this.defineAlarms(props.longestWay ?? Duration.minutes(15), props.longestWait ?? Duration.days(1));
  }

  grantGuard(grantee: IGrantable): Grant {
    const decisions = reviewKey.decision('*', '').pk.S;
    const read = Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [this.cases.tableArn],
      // A Query always names its partition, so there is always something to compare.
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [decisions] } },
    });
    return grantSend(this.queue, grantee)
      .combine(read)
      .combine(grantUseOfKey(this.key, grantee, ['kms:Decrypt'], `dynamodb.${this.cases.env.region}`))
      .combine(grantSecretValue(this.sealingKey, grantee, this.key));
  }

  /** Seconds that the oldest case has been on its way: `ApproximateAgeOfOldestMessage`, at its highest. */
  metricOldestOnItsWay(options?: MetricOptions): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', ...options });
  }

  /** Cases that could not be stored: `ApproximateNumberOfMessagesVisible` of the dead-letter queue, at its highest. */
  metricDeadLetters(options?: MetricOptions): Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...options });
  }

  /** Seconds that the case has waited for a reviewer that has waited longest, measured every five minutes. */
  metricLongestWait(options?: MetricOptions): Metric {
    const { namespace } = this;
    return new Metric({ namespace, metricName: LONGEST_WAIT_METRIC, statistic: Stats.MAXIMUM, ...options }).attachTo(this);
  }

  /** Requests and batches that failed: `Errors` of the function. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }

  /** Neither DeleteItem nor UpdateItem: it puts rows under conditions, and what is in the audit stays. */
  private grantFunction(lambda: IFunction): void {
    grantWriteRows(this.cases, lambda, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
    const indexes = [ReviewIndex.TENANT, ReviewIndex.EVERYONE].map(({ name }) => `${this.cases.tableArn}/index/${name}`);
    Grant.addToPrincipal({ grantee: lambda, actions: ['dynamodb:Query'], resourceArns: indexes });
    grantSecretValue(this.sealingKey, lambda, this.key);
  }

  private defineAlarms(longestWay: Duration, longestWait: Duration): readonly Alarm[] {
    return [
      alarmOn(this, 'CasesLate', {
        metric: this.metricOldestOnItsWay(),
        alarmDescription: 'What a guard held does not reach the reviewers; see the log of the review function',
        threshold: longestWay.toSeconds(),
      }),
      alarmOn(this, 'CasesStuck', {
        metric: this.metricDeadLetters(),
        alarmDescription: 'Cases could not be stored; see the log of the review function, then redrive the dead-letter queue',
      }),
      alarmOn(this, 'CasesWaiting', {
        metric: this.metricLongestWait(),
        alarmDescription: 'A case has waited long for a reviewer; see GET /v1/reviews/stats',
        threshold: longestWait.toSeconds(),
      }),
    ];
  }
}

function ownKey(scope: Construct, removalPolicy: RemovalPolicy): Key {
  return new Key(scope, 'Key', { description: `Held texts of ${scope.node.path}`, enableKeyRotation: true, removalPolicy });
}
