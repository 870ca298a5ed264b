import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from './runtime-api.ts';

/** A call that a function made. */
export interface AwsCall {
  /** e.g. `PutItem`, `Publish`. */
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON, or the form that SNS takes. */
  readonly body: string;
}

/** AWS on loopback, whose answers a test decides. */
export interface Aws {
  /** Environment variables that point a function at it. */
  readonly variables: Readonly<Record<string, string>>;
  /** In the order they came. */
  readonly calls: AwsCall[];
  /** By operation; an operation that is not named is answered with `{}`. An answer with `__type` is an error. */
  readonly answers: Record<string, Readonly<Record<string, unknown>>>;
}

export const SECRET_KEY = 'a-secret-access-key-for-tests';
export const SESSION_TOKEN = 'a-session-token-for-tests';

export async function startAws(): Promise<Aws> {
  const calls: AwsCall[] = [];
  const answers: Aws['answers'] = {};
  const server = createServer(async (request, response) => {
    const { headers } = request;
    const body = await text(request);
    const operation = operationOf(headers, body);
    calls.push({ operation, headers, body });
    const answer = answers[operation] ?? {};
    response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    variables: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_SESSION_TOKEN: SESSION_TOKEN,
    },
    calls,
    answers,
  };
}

function operationOf({ 'x-amz-target': target }: IncomingHttpHeaders, body: string): string {
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : (new URLSearchParams(body).get('Action') ?? '');
}
