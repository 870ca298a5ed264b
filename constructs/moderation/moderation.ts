import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { ReviewEnvironment, ReviewIndex, reviewKey } from '../../lambda/review/contract.ts';
import { defineBundledFunction } from '../internal/bundled-function.ts';
import type { FunctionOptions } from '../internal/function-options.ts';
import { grantSecretValue, grantUseOfKey, grantWriteRows } from '../internal/grants.ts';
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

export interface ModerationProps extends FunctionOptions {
  /** Encrypts queues, table and secret. @default - a rotating key of the construct's own */
  readonly encryptionKey?: IKey;
  /** How long a case may be on its way to the reviewers before an alarm says so. @default Duration.minutes(15) */
  readonly longestWay?: Duration;
  /** What becomes of table and sealing key when they leave the stack. Unless it is DESTROY, the table is also protected against deletion. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
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
  /** On while cases are stuck: too long on their way, or in the dead-letter queue. They have no actions: add yours. */
  readonly alarms: readonly Alarm[];
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: ModerationProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.key = props.encryptionKey ?? ownKey(this, removalPolicy);
    this.sealingKey = new Secret(this, 'SealingKey', {
      description: 'Tenants’ keys are made of it. A new value makes every sealed text unreadable and every decision forgotten.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      encryptionKey: this.key,
      removalPolicy,
    });
    this.cases = reviewTable(this, this.key, removalPolicy);
    const settings = {
      ...{ encryption: QueueEncryption.KMS, encryptionMasterKey: this.key, dataKeyReuse: Duration.hours(1) },
      ...{ enforceSSL: true, retentionPeriod: Duration.days(14) },
    };
    this.deadLetters = new Queue(this, 'DeadLetters', settings);
    this.queue = new Queue(this, 'Queue', {
      ...settings,
      // As AWS asks for: six times what the function may take.
      visibilityTimeout: Duration.seconds(6 * FUNCTION_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 10 },
    });
    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'review',
      description: 'Keeps what waits for people: stores, lists, claims, decides',
      memorySize: 512,
      timeout: FUNCTION_TIMEOUT,
      environment: {
        [ReviewEnvironment.CASES]: `dynamodb:${this.cases.tableName}`,
        [ReviewEnvironment.SEALING_KEY]: `secretsmanager:${this.sealingKey.secretArn}`,
      },
    });
    this.function = live;
    this.logGroup = logGroup;
    this.grantFunction(lambda);
    const receive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const granted = this.grantOnQueue(lambda, receive, ['kms:Decrypt']);
    const source = live.addEventSourceMapping('Held', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    granted.applyBefore(source);
    this.alarms = this.defineAlarms(props.longestWay ?? Duration.minutes(15));
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
    return this.grantOnQueue(grantee, ['sqs:SendMessage'], ['kms:GenerateDataKey', 'kms:Decrypt'])
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

  /** Neither DeleteItem nor UpdateItem: it puts rows under conditions, and what is in the audit stays. */
  private grantFunction(lambda: IFunction): void {
    grantWriteRows(this.cases, lambda, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
    const indexes = [ReviewIndex.TENANT, ReviewIndex.EVERYONE].map(({ name }) => `${this.cases.tableArn}/index/${name}`);
    Grant.addToPrincipal({ grantee: lambda, actions: ['dynamodb:Query'], resourceArns: indexes });
    grantSecretValue(this.sealingKey, lambda, this.key);
  }

  private grantOnQueue(grantee: IGrantable, actions: string[], keyActions: string[]): Grant {
    const onQueue = Grant.addToPrincipal({ grantee, actions, resourceArns: [this.queue.queueArn] });
    return onQueue.combine(grantUseOfKey(this.key, grantee, keyActions, `sqs.${this.queue.env.region}`));
  }

  private defineAlarms(longestWay: Duration): readonly Alarm[] {
    const common = {
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    };
    return [
      this.metricOldestOnItsWay().createAlarm(this, 'CasesLate', {
        ...common,
        alarmDescription: 'What a guard held does not reach the reviewers; see the log of the review function',
        threshold: longestWay.toSeconds(),
      }),
      this.metricDeadLetters().createAlarm(this, 'CasesStuck', {
        ...common,
        alarmDescription: 'Cases could not be stored; see the log of the review function, then redrive the dead-letter queue',
        threshold: 1,
      }),
    ];
  }
}

function ownKey(scope: Construct, removalPolicy: RemovalPolicy): Key {
  return new Key(scope, 'Key', { description: `Held texts of ${scope.node.path}`, enableKeyRotation: true, removalPolicy });
}
