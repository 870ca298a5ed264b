import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { snsTopic } from '../../../../lambda/budget-alert/adapters/sns-topic.ts';
import { signAws } from '../../../../lambda/common/aws-signature.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'never-shown', AWS_SESSION_TOKEN: 'session' };
const ALERT = { subject: 'Budget acme: 80 %', message: 'acme has spent $80.00 of $100.00.' };

let server: Server;
let url: URL;
let received: { headers: IncomingHttpHeaders; body: string };
let status: number;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    response.writeHead(status).end('<Error>AuthorizationError</Error>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(() => server.close());

beforeEach(() => {
  status = 200;
});

const publish = () => snsTopic(TOPIC, { ...CREDENTIALS, AWS_ENDPOINT_URL: url.href })(ALERT);

test('an alert is published to the topic', async () => {
  await publish();
  expect(Object.fromEntries(new URLSearchParams(received.body))).toEqual({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: TOPIC,
    Subject: ALERT.subject,
    Message: ALERT.message,
  });
});

test('what arrives is signed for the service, the region of the topic and the host that was called', async () => {
  await publish();
  const { headers, body } = received;
  const at = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
  const expected = signAws(
    { method: 'POST', url, headers: { 'content-type': String(headers['content-type']) }, body },
    { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'never-shown', sessionToken: 'session' },
    { service: 'sns', region: 'eu-west-1' },
    new Date(at),
  );
  expect(headers).toMatchObject(expected);
});

test('a refusal is an error that says what SNS said', async () => {
  status = 403;
  await expect(publish()).rejects.toThrow('SNS answered 403 to Publish: <Error>AuthorizationError</Error>');
});
