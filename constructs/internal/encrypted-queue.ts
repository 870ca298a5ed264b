import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { grantUseOfKey } from './grants.ts';

interface EncryptedQueueOptions {
  readonly encryptionKey: IKey;
  /** How long the function that reads the queue may take for a batch. */
  readonly functionTimeout: Duration;
  /** How often a message is tried before it goes to the dead-letter queue. */
  readonly tries: number;
}

interface EncryptedQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** A queue for a function and its dead-letter queue, `Queue` and `DeadLetters` below `scope`: under a KMS key, TLS only, two weeks each. */
export function encryptedQueue(scope: Construct, options: EncryptedQueueOptions): EncryptedQueue {
  const settings = {
    ...{ encryption: QueueEncryption.KMS, encryptionMasterKey: options.encryptionKey, dataKeyReuse: Duration.hours(1) },
    ...{ enforceSSL: true, retentionPeriod: Duration.days(14) },
  };
  const deadLetters = new Queue(scope, 'DeadLetters', settings);
  const queue = new Queue(scope, 'Queue', {
    ...settings,
    // As AWS asks for: six times what the function may take.
    visibilityTimeout: Duration.seconds(6 * options.functionTimeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: options.tries },
  });
  return { queue, deadLetters };
}

/** SendMessage alone: who sends can neither read nor delete what others sent. */
export const grantSend = (queue: IQueue, grantee: IGrantable): Grant =>
  grantOnQueue(queue, grantee, ['sqs:SendMessage'], ['kms:GenerateDataKey', 'kms:Decrypt']);

/** What an event source mapping needs; it has to wait for it: `granted.applyBefore(mapping)`. */
export const grantReceive = (queue: IQueue, grantee: IGrantable): Grant =>
  grantOnQueue(queue, grantee, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], ['kms:Decrypt']);

function grantOnQueue(queue: IQueue, grantee: IGrantable, actions: string[], keyActions: string[]): Grant {
  const grant = Grant.addToPrincipal({ grantee, actions, resourceArns: [queue.queueArn] });
  const key = queue.encryptionMasterKey;
  return key === undefined ? grant : grant.combine(grantUseOfKey(key, grantee, keyActions, `sqs.${queue.env.region}`));
}
