import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, FilterRule, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { BudgetAlertEnvironment } from '../../lambda/budget-alert/contract.ts';
import { alarmOn } from '../internal/alarm.ts';
import { type BundledFunction, defineBundledFunction } from '../internal/bundled-function.ts';
import { failOn } from '../internal/fail-on.ts';
import { globalTable } from '../internal/global-table.ts';
import { grantReadRows, grantWriteRows } from '../internal/grants.ts';
import { secretArn } from '../internal/secret-arn.ts';
import { watchAccountBill } from './account-bill.ts';
import { alertTopic, grantAlert } from './alert-topic.ts';
import type { BudgetGuardProps } from './budget-guard-props.ts';
import { budgetProblems, packBudgets } from './pack-budgets.ts';

/** Where it stands who has spent a budget. */
export interface IBudgetStates extends IConstruct {
  readonly table: ITableV2;
  /** Query alone: what routers need to obey. */
  grantReadStates(grantee: IGrantable): Grant;
}

/** Counts what each budget has cost, tells people at its thresholds, and what is in force to the routers. */
export class BudgetGuard extends Construct implements IBudgetStates {
  readonly table: ITableV2;
  readonly topic: Topic;
  readonly function: IFunction;
  /** Rows and messages that the function could not take, for two weeks. */
  readonly deadLetters: IQueue;
  readonly logGroup: ILogGroup;
  /** They tell `topic`, to which operators need not listen: add an action of theirs. */
  readonly alarms: readonly Alarm[];
  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: BudgetGuardProps) {
    super(scope, id);
    failOn(this, budgetProblems(props));
    this.namespace = props.metricNamespace ?? 'LlmPlatform';
    const { removalPolicy } = props;
    const encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', { description: `Budgets of ${this.node.path}`, enableKeyRotation: true, removalPolicy });
    this.table = globalTable(this, {
      partitionKey: 'pk',
      sortKey: 'sk',
      timeToLiveAttribute: 'expiresAt',
      encryptionKey,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.topic = alertTopic(this, props.emails ?? []);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const { live, logGroup } = this.defineFunction(props);
    this.function = live;
    this.logGroup = logGroup;
    if (props.accountBill) watchAccountBill(this, this.topic, props.accountBill);
    this.alarms = this.defineAlarms();
    for (const alarm of this.alarms) alarm.addAlarmAction(new SnsAction(this.topic));
  }

  private defineFunction(props: BudgetGuardProps): Pick<BundledFunction, 'live' | 'logGroup'> {
    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'budget-alert',
      description: 'Counts what budgets have cost, alerts, and says what is in force',
      memorySize: 512,
      timeout: Duration.seconds(60),
      environment: {
        [BudgetAlertEnvironment.BUDGETS]: packBudgets(props.budgets),
        [BudgetAlertEnvironment.STATES]: `dynamodb:${this.table.tableName}`,
        [BudgetAlertEnvironment.TOPIC]: `sns:${this.topic.topicArn}`,
        [BudgetAlertEnvironment.NAMESPACE]: this.namespace,
        ...(props.webhookSecretName !== undefined && {
          [BudgetAlertEnvironment.WEBHOOK]: `secretsmanager:${props.webhookSecretName}`,
        }),
      },
    });
    const writes = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    grantWriteRows(this.table, lambda, ...writes);
    grantAlert(this.topic, lambda);
    live.addEventSource(
      new DynamoEventSource(props.ledger.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        bisectBatchOnError: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(20),
        onFailure: new SqsDlq(this.deadLetters),
        filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
      }),
    );
    if (props.webhookSecretName !== undefined) {
      lambda.addToRolePolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secretArn(this, props.webhookSecretName)],
        }),
      );
      // A topic cannot name an alias that CloudFormation's validator takes for a function; the newest version is the one that is live.
      Annotations.of(lambda).acknowledgeWarning('@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias');
      this.topic.addSubscription(new LambdaSubscription(lambda, { deadLetterQueue: this.deadLetters }));
    }
    return { live, logGroup };
  }

  private defineAlarms(): readonly Alarm[] {
    return [
      alarmOn(this, 'NotCounted', {
        metric: this.metricDeadLetters(),
        alarmDescription: 'Rows of the ledger were not counted against budgets, or an alert did not arrive',
      }),
      alarmOn(this, 'Failing', { metric: this.metricErrors(), alarmDescription: 'Budgets are counted late' }),
    ];
  }

  grantReadStates(grantee: IGrantable): Grant {
    return grantReadRows(this.table, grantee, 'dynamodb:Query');
  }

  /** Dollars that a budget has cost in its present period; the tenant, or `organisation/<name>`. */
  metricSpent(budget: string, period: 'day' | 'month', options?: MetricOptions): Metric {
    return this.metricOf('llm_budget_spent_dollars', budget, period, options);
  }

  /** Share of a budget that is spent, 1 for all of it. */
  metricShare(budget: string, period: 'day' | 'month', options?: MetricOptions): Metric {
    return this.metricOf('llm_budget_share', budget, period, options);
  }

  /** Rows and messages that nobody has taken: `ApproximateNumberOfMessagesVisible`. */
  metricDeadLetters(options?: MetricOptions): Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible(options);
  }

  /** Runs of the function that failed: `Errors`. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }

  /** Milliseconds for which a row waited before it was counted: `IteratorAge`. */
  metricDelay(options?: MetricOptions): Metric {
    return this.function.metric('IteratorAge', { statistic: Stats.MAXIMUM, ...options });
  }

  private metricOf(metricName: string, budget: string, period: string, options?: MetricOptions): Metric {
    const dimensionsMap = { Budget: budget, Period: period };
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap,
      statistic: Stats.MAXIMUM,
      ...options,
    }).attachTo(this);
  }
}
