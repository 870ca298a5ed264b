import { ArnFormat, SecretValue, Stack } from 'aws-cdk-lib';
import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct, type IConstruct } from 'constructs';
import { failOn } from '../internal/fail-on.ts';
import type { AlarmSeverity } from './alerts/alert.ts';

/** Who is told. */
export interface OnCallTargets {
  /** Of everything; each confirms its subscription once. @default - none */
  readonly emails?: readonly string[];
  /** Of everything. @default - none */
  readonly slack?: SlackChannel;
  /** Name of the secret that holds the HTTPS URL of a pager that takes messages of SNS; of what is critical alone. @default - none */
  readonly pagerSecretName?: string;
}

/** A channel of a workspace that an administrator has joined with Amazon Q Developer in chat applications. */
export interface SlackChannel {
  /** e.g. `T07EA123LEP` */
  readonly workspaceId: string;
  /** e.g. `C07EZ1ABC23` */
  readonly channelId: string;
}

/** Where alarms and alerts go. Topics that exist must let CloudWatch and Amazon Managed Service for Prometheus publish, and so must their key. */
export interface IAlertTopics {
  /** Of what wakes somebody. */
  readonly critical: ITopic;
  /** Of what can wait. */
  readonly warning: ITopic;
}

export interface AlertTopicsProps extends OnCallTargets {
  /** Begins the names of both topics, by which other stacks find them; unique in account and region. */
  readonly name: string;
  /** Encrypts messages; the policy of an imported one must admit CloudWatch and Amazon Managed Service for Prometheus. @default - a rotating key of their own */
  readonly encryptionKey?: IKey;
}

/** CloudWatch's alarms, and the alert manager of Amazon Managed Service for Prometheus. */
const PUBLISHERS = ['cloudwatch.amazonaws.com', 'aps.amazonaws.com'];

/** The name of a topic, which stacks that come first know too. */
const alertTopicName = (name: string, severity: AlarmSeverity): string => `${name}-${severity}-alerts`;

/** A topic for what wakes somebody and one for what can wait, under one key: only this account's alarms and alert managers publish. */
export class AlertTopics extends Construct implements IAlertTopics {
  /** The ARN of a topic in account and region of `scope`: by its name alone, so that no stack waits for another. */
  static arnOf(scope: IConstruct, name: string, severity: AlarmSeverity): string {
    const resource = alertTopicName(name, severity);
    return Stack.of(scope).formatArn({ service: 'sns', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  readonly critical: ITopic;
  readonly warning: ITopic;

  constructor(scope: Construct, id: string, props: AlertTopicsProps) {
    super(scope, id);
    failOn(this, topicProblems(props));
    const key = props.encryptionKey ?? new Key(this, 'Key', { description: `Alerts of ${props.name}`, enableKeyRotation: true });
    key.addToResourcePolicy(this.publishersMay(['kms:Decrypt', 'kms:GenerateDataKey'], '*'));
    this.critical = this.topic('Critical', 'critical', props, key);
    this.warning = this.topic('Warning', 'warning', props, key);
    if (props.pagerSecretName !== undefined) this.page(this.critical, props.pagerSecretName);
    if (props.slack) this.tell(props.name, props.slack);
  }

  private topic(id: string, severity: AlarmSeverity, { name, emails }: AlertTopicsProps, masterKey: IKey): Topic {
    const topic = new Topic(this, id, {
      topicName: alertTopicName(name, severity),
      displayName: `${name}: ${severity}`,
      masterKey,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(this.publishersMay(['sns:Publish', 'sns:GetTopicAttributes'], topic.topicArn));
    for (const email of new Set(emails)) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  private publishersMay(actions: string[], resource: string): PolicyStatement {
    return new PolicyStatement({
      sid: 'Publishers',
      principals: PUBLISHERS.map((service) => new ServicePrincipal(service)),
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }

  /** CloudFormation reads the URL when it deploys: it stands in no template. */
  private page(topic: ITopic, secretName: string): void {
    new CfnSubscription(this, 'Pager', {
      topicArn: topic.topicArn,
      protocol: 'https',
      endpoint: SecretValue.secretsManager(secretName).unsafeUnwrap(),
    });
  }

  /** The channel is told and can do nothing: its role has no rights, and its guardrail denies all. */
  private tell(name: string, { workspaceId, channelId }: SlackChannel): void {
    const { region, partition } = Stack.of(this);
    const role = new Role(this, 'ChannelRole', { assumedBy: new ServicePrincipal('chatbot.amazonaws.com') });
    new CfnSlackChannelConfiguration(this, 'Channel', {
      // One name for the whole account, whatever the region.
      configurationName: `${name}-${region}-alerts`,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      iamRoleArn: role.roleArn,
      guardrailPolicies: [`arn:${partition}:iam::aws:policy/AWSDenyAll`],
      loggingLevel: 'ERROR',
      snsTopicArns: [this.critical.topicArn, this.warning.topicArn],
    });
  }
}

function topicProblems({ name, slack }: AlertTopicsProps): string[] {
  const ids = slack ? [slack.workspaceId, slack.channelId] : [];
  return [
    ...(/^[A-Za-z0-9_-]{1,80}$/.test(name)
      ? []
      : [`name is ${JSON.stringify(name)}; use 1 to 80 letters, digits, hyphens and underscores`]),
    ...ids
      .filter((id) => !/^[A-Z0-9]{9,32}$/.test(id))
      .map(
        (id) =>
          `${JSON.stringify(id)} is no id of Slack; copy it from the link of the workspace or the channel, e.g. C07EZ1ABC23`,
      ),
  ];
}
