import { stringify } from 'yaml';
import { alertmanagerConfig } from './alertmanager.ts';

/** Whom the alert manager of Amazon Managed Service for Prometheus tells: it knows topics of SNS of its own region alone. */
export interface ManagedTopics {
  /** ARNs, which may be tokens of the CDK. */
  readonly critical: string;
  readonly warning: string;
  readonly region: string;
}

/** These stand for what is known only when CloudFormation deploys. */
const REGION = 'place-0';
const CRITICAL = `arn:aws:sns:${REGION}:000000000000:critical`;
const WARNING = `arn:aws:sns:${REGION}:000000000000:warning`;

/** The definition of an alert manager: what is critical to one topic, again every hour, and all else to the other. */
export function managedAlertManager({ critical, warning, region }: ManagedTopics): string {
  const config = alertmanagerConfig({
    receivers: { critical: { kind: 'sns', topicArn: CRITICAL }, warning: { kind: 'sns', topicArn: WARNING } },
    routes: [{ receiver: 'critical', severity: ['critical'], repeat: '1h' }],
    otherwise: 'warning',
  });
  return stringify({ alertmanager_config: config }, { lineWidth: 0 })
    .replaceAll(CRITICAL, critical)
    .replaceAll(WARNING, warning)
    .replaceAll(`region: ${REGION}`, `region: ${region}`);
}
