import { signedForFetch } from '../../common/aws-signature.ts';
import { environmentCredentials } from '../../common/environment-credentials.ts';
import type { Alert } from '../domain/ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 3_000;

/**
 * Publishes to a topic with the credentials that Lambda gives. One call of SNS's query API: its SDK client would be the only user of half a
 * megabyte.
 *
 * @param topicArn names the region too
 */
export function snsTopic(topicArn: string, environment: Environment): (alert: Alert) => Promise<void> {
  const region = topicArn.split(':')[3] ?? '';
  const url = new URL(environment.AWS_ENDPOINT_URL ?? `https://sns.${region}.amazonaws.com`);
  return async ({ subject, message }) => {
    const body = new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
    }).toString();
    const response = await fetch(url, {
      method: 'POST',
      headers: signed(url, body, region, environment),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`SNS answered ${response.status} to Publish: ${(await response.text()).slice(0, 300)}`);
  };
}

function signed(url: URL, body: string, region: string, environment: Environment): Record<string, string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const scope = { service: 'sns', region };
  return signedForFetch({ method: 'POST', url, headers, body }, environmentCredentials(environment), scope, new Date());
}
