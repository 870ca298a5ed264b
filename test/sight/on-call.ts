import type { OnCall } from '../../services/observability/alerting/on-call.ts';

const SECRETS = '/etc/alertmanager/secrets';

/** Every kind of receiver. */
export const ON_CALL: OnCall = {
  receivers: {
    pager: { kind: 'pager', routingKeyFile: `${SECRETS}/pager-key` },
    hardware: { kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:111122223333:gpus' },
    chat: { kind: 'chat', channel: '#llm-platform', urlFile: `${SECRETS}/chat-url` },
    events: { kind: 'webhook', url: 'https://events.example.org/alerts', tokenFile: `${SECRETS}/events-token` },
  },
  routes: [
    { receiver: 'pager', severity: ['critical'], repeat: '1h' },
    { receiver: 'hardware', severity: ['warning'], component: ['gpu', 'kubernetes'] },
    {
      receiver: 'chat',
      severity: ['warning'],
      quietHours: {
        timezone: 'Europe/Dublin',
        ranges: [
          { from: '22:00', to: '24:00' },
          { from: '00:00', to: '07:00' },
        ],
      },
    },
  ],
  otherwise: 'events',
};
