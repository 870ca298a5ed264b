import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** AWS Budgets and Cost Anomaly Detection. */
const BILLING = ['budgets.amazonaws.com', 'costalerts.amazonaws.com'];

/**
 * A topic under a key of its own: it takes messages over TLS, from this account's billing services and from whom it is granted to, and sends them to
 * the addresses.
 */
export function alertTopic(scope: Construct, emails: readonly string[]): Topic {
  const { account } = Stack.of(scope);
  const principals = BILLING.map((service) => new ServicePrincipal(service));
  const conditions = { StringEquals: { 'aws:SourceAccount': account } };
  const key = new Key(scope, 'TopicKey', { description: `Budget alerts of ${scope.node.path}`, enableKeyRotation: true });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'BillingServices',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions,
    }),
  );
  const topic = new Topic(scope, 'Alerts', { masterKey: key, enforceSSL: true, displayName: 'Budget alerts' });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'BillingServices',
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions,
    }),
  );
  for (const email of new Set(emails)) topic.addSubscription(new EmailSubscription(email));
  return topic;
}

/** Lets a principal publish, without the wildcards of the L2's grant. */
export function grantAlert({ topicArn, masterKey }: Topic, grantee: IGrantable): Grant {
  const grant = Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [topicArn] });
  if (masterKey === undefined) return grant;
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return grant.combine(Grant.addToPrincipal({ grantee, actions, resourceArns: [masterKey.keyArn] }));
}
