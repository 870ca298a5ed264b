import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: Json;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface FakeServer {
  readonly url: string;
  /** What it would not have been asked by a client that follows the documentation. */
  readonly complaints: readonly string[];
  /** Lines `METHOD path`, as they came. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

/** A server on loopback. What the answering function throws is a complaint and status 400. */
export async function fakeServer(answer: (request: FakeRequest) => FakeAnswer): Promise<FakeServer> {
  const complaints: string[] = [];
  const asked: string[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = incoming;
    asked.push(`${method} ${path}`);
    let given: FakeAnswer;
    try {
      const lines = path.endsWith('/_bulk');
      given = answer({ method, path, headers, text, body: text === '' || lines ? {} : (JSON.parse(text) as Json) });
    } catch (error) {
      complaints.push(`${method} ${path}: ${error instanceof Error ? error.message : error}`);
      given = { status: 400, body: { message: 'not as documented' } };
    }
    response.writeHead(given.status, { 'content-type': 'application/json' }).end(JSON.stringify(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, complaints, asked, close };
}

export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

/** The parts of Signature Version 4 that a service looks at first; what the signature itself is `aws-signature.test.ts` proves. */
export function requireSigned({ headers, text }: FakeRequest, service: string): void {
  assert.match(
    String(headers.authorization),
    new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-west-1/${service}/aws4_request, `),
  );
  assert.match(
    String(headers.authorization),
    /SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, /,
  );
  assert.equal(headers['x-amz-content-sha256'], createHash('sha256').update(text).digest('hex'));
  assert.equal(headers['x-amz-security-token'], CREDENTIALS.sessionToken);
}

/** Fails for members that the documentation does not have. */
export function requireMembers(value: unknown, known: readonly string[]): asserts value is Json {
  assert.ok(typeof value === 'object' && value !== null);
  for (const name of Object.keys(value)) assert.ok(known.includes(name), `unknown member ${name}`);
}

export function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, number, position) => sum + number * (b[position] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

/** Conditions on a number, by the names of its bounds. */
export const within = (value: unknown, bounds: Json, prefix = ''): boolean =>
  typeof value === 'number' &&
  Object.entries(bounds).every(([name, bound]) => {
    const compare = BOUNDS[name.slice(prefix.length)];
    assert.ok(compare !== undefined && typeof bound === 'number', `unknown bound ${name}`);
    return compare(value, bound);
  });

const BOUNDS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
};
