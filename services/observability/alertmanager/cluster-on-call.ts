import type { OnCall, Receiver } from '../alerting/on-call.ts';
import type { ClusterAlerts } from '../in-cluster/in-cluster.ts';

/** Where the files of the Secret are. */
export const SECRETS_FOLDER = '/etc/alertmanager/secrets';

/** Keys of the Secret. */
const PAGER_KEY = 'pager-routing-key';
const OTHERS_KEY = { chat: 'chat-url', webhook: 'webhook-token' } as const;

/** Keys that the Secret must have. */
export const secretKeys = ({ pager, others }: ClusterAlerts): readonly string[] => [
  ...(pager ? [PAGER_KEY] : []),
  OTHERS_KEY[others.kind],
];

/** What is critical goes to the pager, again every hour, and all else to the others. */
export function clusterOnCall({ pager, others }: ClusterAlerts): OnCall {
  const routingKeyFile = `${SECRETS_FOLDER}/${PAGER_KEY}`;
  return {
    receivers: { ...(pager && { pager: { kind: 'pager', routingKeyFile } }), others: receiverOf(others) },
    routes: [{ receiver: pager ? 'pager' : 'others', severity: ['critical'], repeat: '1h' }],
    otherwise: 'others',
  };
}

function receiverOf(others: ClusterAlerts['others']): Receiver {
  const file = `${SECRETS_FOLDER}/${OTHERS_KEY[others.kind]}`;
  return others.kind === 'chat'
    ? { kind: 'chat', channel: others.channel, urlFile: file }
    : { kind: 'webhook', url: others.url, tokenFile: file };
}
