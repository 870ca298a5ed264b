import type { Component } from '../metrics/metric.ts';
import type { Severity } from '../rules/rule.ts';

/** Who is told of which alerts. Secrets stand in files of the Alertmanager, never here. */
export interface OnCall {
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** The first that an alert fits takes it. */
  readonly routes: readonly OnCallRoute[];
  /** Receiver of what fits none. */
  readonly otherwise: string;
}

/** Alerts that fit all that is given. */
export interface OnCallRoute {
  readonly receiver: string;
  /** @default - of any severity */
  readonly severity?: readonly Severity[];
  /** @default - of any component */
  readonly component?: readonly Component[];
  /** Told again after so long, e.g. `4h`. @default '12h' */
  readonly repeat?: string;
  /** Time interval in which nobody is told, by its name in `quietHours`. @default - always told */
  readonly quietHours?: QuietHours;
}

/** Hours of the day between which nobody is told; for alerts that can wait. */
export interface QuietHours {
  /** `HH:MM`; a range past midnight ends at 24:00 and begins anew at 00:00. */
  readonly ranges: readonly { readonly from: string; readonly to: string }[];
  /** E.g. `Europe/Dublin`. */
  readonly timezone: string;
}

export type Receiver = SnsReceiver | ChatReceiver | PagerReceiver | WebhookReceiver;

/** An SNS topic; the Alertmanager's role may publish to it. */
export interface SnsReceiver {
  readonly kind: 'sns';
  readonly topicArn: string;
}

/** A channel of a chat with incoming webhooks as Slack has them. */
export interface ChatReceiver {
  readonly kind: 'chat';
  readonly channel: string;
  /** Holds the webhook's URL, which is a secret. */
  readonly urlFile: string;
}

/** A service that wakes people, by PagerDuty's events API. */
export interface PagerReceiver {
  readonly kind: 'pager';
  readonly routingKeyFile: string;
  /** @default - PagerDuty's own */
  readonly url?: string;
}

/** Anything that takes Alertmanager's JSON. */
export interface WebhookReceiver {
  readonly kind: 'webhook';
  readonly url: string;
  /** Holds a token for the header `authorization`. @default - none is sent */
  readonly tokenFile?: string;
}
