import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';

const TIMEOUT_MS = 5_000;

/**
 * Posts texts to a chat (Slack, Mattermost, Teams through a workflow: `{"text": …}`). The URL is a credential: it is read from its secret each time,
 * alerts being rare, and never stands in a log.
 */
export function chatWebhook(secretName: string): (text: string) => Promise<void> {
  const client = new SecretsManagerClient(CLIENT_LIMITS);
  return async (text) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretName }));
    const url = SecretString?.trim() ?? '';
    if (!/^https:\/\/\S+$/.test(url)) throw new Error(`secret '${secretName}' holds no https URL of a webhook`);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(
        `the webhook of secret '${secretName}' was not reached: ${error instanceof Error ? error.name : 'unknown'}`,
      );
    });
    if (!response.ok) throw new Error(`the webhook of secret '${secretName}' answered ${response.status}`);
  };
}
