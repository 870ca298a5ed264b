import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to S3 that can be watched, blocked and broken. */
export interface Gate {
  readonly url: string;
  /** Calls that went through, e.g. `PUT /bucket/key?partNumber=1`, without ids of uploads. */
  readonly passed: () => readonly string[];
  forget(): void;
  /** What becomes of each call from now on; undefined lets it through. */
  rule(decide: (call: string) => Fate | undefined): void;
}

/** Never answered; refused with a code of S3's; or done, and the answer lost. */
export type Fate = 'held' | 'SlowDown' | 'InvalidPart' | 'answer lost';

/** An HTTP proxy on a free loopback port. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  let passed: string[] = [];
  let decide: (call: string) => Fate | undefined = () => undefined;

  const forward = (call: string, incoming: IncomingMessage, outgoing: ServerResponse, lose: boolean) => {
    const { method, url: path, headers } = incoming;
    const upstream = request({ hostname, port, method, path, headers }, (answer) => {
      passed.push(call);
      if (lose) {
        answer.resume().once('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.once('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  };

  const server = createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://gate');
    searchParams.delete('uploadId');
    const call = `${incoming.method} ${pathname}${searchParams.size > 0 ? `?${searchParams}` : ''}`;
    const fate = decide(call);
    if (fate === 'held') return;
    if (fate === 'SlowDown' || fate === 'InvalidPart') {
      incoming.resume();
      outgoing
        .writeHead(fate === 'SlowDown' ? 503 : 400)
        .end(`<Error><Code>${fate}</Code><Message>By the gate.</Message></Error>`);
      return;
    }
    forward(call, incoming, outgoing, fate === 'answer lost');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: () => passed,
    forget: () => {
      passed = [];
    },
    rule: (next) => {
      decide = next;
    },
  };
}
