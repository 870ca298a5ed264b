import type { Receiver } from './on-call.ts';

const TITLE = '{{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }} ({{ .Alerts.Firing | len }} firing)';
const TEXT =
  '{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.description }} {{ .Annotations.runbook_url }}\n{{ end }}';

/** A receiver as Alertmanager takes it. */
export function alertmanagerReceiver(name: string, receiver: Receiver): object {
  switch (receiver.kind) {
    case 'sns':
      return {
        name,
        sns_configs: [
          {
            topic_arn: receiver.topicArn,
            sigv4: { region: regionOf(receiver.topicArn) },
            // SNS takes one line of at most 100 characters.
            subject: '{{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }}',
            message: TEXT,
            send_resolved: true,
          },
        ],
      };
    case 'chat':
      return {
        name,
        slack_configs: [
          { api_url_file: receiver.urlFile, channel: receiver.channel, title: TITLE, text: TEXT, send_resolved: true },
        ],
      };
    case 'pager':
      return {
        name,
        pagerduty_configs: [
          {
            routing_key_file: receiver.routingKeyFile,
            ...(receiver.url !== undefined && { url: receiver.url }),
            severity: '{{ .CommonLabels.severity }}',
            description: '{{ .CommonLabels.alertname }}: {{ .CommonAnnotations.summary }}',
            send_resolved: true,
          },
        ],
      };
    case 'webhook':
      return {
        name,
        webhook_configs: [
          {
            url: receiver.url,
            send_resolved: true,
            ...(receiver.tokenFile !== undefined && {
              http_config: { authorization: { credentials_file: receiver.tokenFile } },
            }),
          },
        ],
      };
  }
}

/** `arn:aws:sns:<region>:<account>:<topic>` */
const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
