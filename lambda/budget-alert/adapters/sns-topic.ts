import { createHash, createHmac } from 'node:crypto';
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
  const endpoint = new URL(environment.AWS_ENDPOINT_URL ?? `https://sns.${region}.amazonaws.com`);
  return async ({ subject, message }) => {
    const body = new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
    }).toString();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: signed(endpoint, body, region, environment),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`SNS answered ${response.status} to Publish: ${(await response.text()).slice(0, 300)}`);
  };
}

/** AWS Signature Version 4 of this one kind of request. */
function signed(url: URL, body: string, region: string, environment: Environment): Record<string, string> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = environment;
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const type = 'application/x-www-form-urlencoded; charset=utf-8';
  const headers: Record<string, string> = { 'content-type': type, host: url.host, 'x-amz-date': at };
  if (AWS_SESSION_TOKEN) headers['x-amz-security-token'] = AWS_SESSION_TOKEN;
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = ['POST', '/', '', lines, names.join(';'), sha256(body)].join('\n');
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/sns/aws4_request`;
  const key = [day, region, 'sns', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const { host: _host, ...sent } = headers;
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 ${credential}` };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
