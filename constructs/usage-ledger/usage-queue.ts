import { Duration } from 'aws-cdk-lib';
import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { UsageWriterEnvironment } from '../../lambda/usage-writer/contract.ts';
import { alarmOn } from '../internal/alarm.ts';
import { defineBundledFunction } from '../internal/bundled-function.ts';
import { encryptedQueue, grantReceive, grantSend } from '../internal/encrypted-queue.ts';
import type { FunctionOptions } from '../internal/function-options.ts';
import type { IUsageLedger } from './usage-ledger.ts';

/** The way into a ledger for rows that their router could not write itself. */
export interface IUsageQueue extends IConstruct {
  readonly queue: IQueue;
  /** SendMessage alone: who reports usage can neither read nor delete what others reported. */
  grantSend(grantee: IGrantable): Grant;
}

export interface UsageQueueProps extends FunctionOptions {
  /** Where the rows go. */
  readonly ledger: IUsageLedger;
  /** Encrypts both queues. @default - a rotating key of the construct's own */
  readonly encryptionKey?: IKey;
}

const WRITER_TIMEOUT = Duration.seconds(30);

/**
 * A queue of usage rows and the function that puts them into the ledger, each once. What it cannot put within 20 tries waits in a
 * dead-letter queue, and an alarm says so.
 */
export class UsageQueue extends Construct implements IUsageQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** On as long as a row waits in the dead-letter queue. It has no action: add yours. */
  readonly alarm: Alarm;
  /** The alias `live`. */
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: UsageQueueProps) {
    super(scope, id);
    const { ledger } = props;
    const encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', { description: `Usage on its way, ${this.node.path}`, enableKeyRotation: true });
    const { queue, deadLetters } = encryptedQueue(this, { encryptionKey, functionTimeout: WRITER_TIMEOUT, tries: 20 });
    this.queue = queue;
    this.deadLetters = deadLetters;
    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'usage-writer',
      description: 'Puts usage rows that came through the queue into the ledger',
      memorySize: 256,
      timeout: WRITER_TIMEOUT,
      environment: {
        [UsageWriterEnvironment.LEDGER]: `dynamodb:${ledger.table.tableName}`,
        [UsageWriterEnvironment.RETENTION_DAYS]: String(Math.ceil(ledger.retention.toDays({ integral: false }))),
      },
    });
    this.function = live;
    this.logGroup = logGroup;
    ledger.grantAppend(lambda);
    const granted = grantReceive(this.queue, lambda);
    const source = live.addEventSourceMapping('Rows', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(5),
      // A flood of rows must not take the concurrency that requests need.
      maxConcurrency: 5,
      reportBatchItemFailures: true,
    });
    granted.applyBefore(source);
    this.alarm = alarmOn(this, 'RowsStuck', {
      metric: this.metricDeadLetters(),
      alarmDescription:
        'Usage rows could not be written to the ledger; see the log of the usage writer, then redrive the dead-letter queue',
    });
  }

  grantSend(grantee: IGrantable): Grant {
    return grantSend(this.queue, grantee);
  }

  /** Rows that nobody could write: `ApproximateNumberOfMessagesVisible` of the dead-letter queue, at its highest. */
  metricDeadLetters(options?: MetricOptions): Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...options });
  }

  /** Seconds that the oldest row has been on its way: `ApproximateAgeOfOldestMessage`, at its highest. */
  metricOldestOnItsWay(options?: MetricOptions): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', ...options });
  }

  /** Batches that failed as a whole: `Errors` of the function. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }
}
