import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { loadHandler } from '../local/lambda-runtime.ts';

/** What a client would have got. */
export interface Answer {
  /** Undefined when there was none. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The client left before the end. */
  readonly left: boolean;
}

export interface RouterUnderTest {
  /** @param leaveAfter chunks after which the client leaves. @default - it stays */
  ask(event: unknown, leaveAfter?: number): Promise<Answer>;
  /** Error lines of the log since the last call. */
  takeErrors(): readonly string[];
  close(): void;
}

interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lambda's response stream, kept in memory. */
class Client extends Writable {
  readonly chunks: Buffer[] = [];
  readonly #leaveAfter: number;
  prelude: Prelude | undefined;

  constructor(leaveAfter: number) {
    super({ decodeStrings: true });
    this.#leaveAfter = leaveAfter;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    if (this.chunks.length >= this.#leaveAfter) this.destroy();
    else done();
  }
}

/** Loads the built bundle into this process, as the local platform does, with a log that is only read here. */
export function loadRouter(config: RouterConfig): RouterUnderTest {
  const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
  const file = path.join(folder, 'router.json');
  writeFileSync(file, JSON.stringify(config));
  Object.assign(process.env, {
    [RouterEnvironment.CONFIG]: `file:${file}`,
    [RouterEnvironment.LEDGER]: `sqlite:${path.join(folder, 'usage.db')}`,
    [RouterEnvironment.SECRETS]: 'env:',
    [RouterEnvironment.SESSIONS]: `sqlite:${path.join(folder, 'sessions.db')}`,
    [RouterEnvironment.TELEMETRY]: 'emf:fuzz',
    [RouterEnvironment.REVIEWS]: 'log:',
    [RouterEnvironment.MAX_IN_FLIGHT]: '100',
    AWS_REGION: 'eu-west-1',
  });
  const from = (stream: Client, prelude: Prelude) => Object.assign(stream, { prelude });
  Object.assign(globalThis, { awslambda: { streamifyResponse: <T>(handler: T) => handler, HttpResponseStream: { from } } });
  const errors: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((line: string) => {
    if (line.startsWith('{"level":"error"')) errors.push(line.trim());
    return true;
  }) as typeof write;
  const handler = loadHandler<(event: unknown, stream: Writable, context: object) => Promise<void>>('router');

  return {
    ask: async (event, leaveAfter = Number.POSITIVE_INFINITY) => {
      const client = new Client(leaveAfter);
      await handler(event, client, {});
      const { statusCode, headers = {} } = client.prelude ?? {};
      return {
        status: statusCode,
        headers,
        body: Buffer.concat(client.chunks).toString(),
        left: client.destroyed && !client.writableFinished,
      };
    },
    takeErrors: () => errors.splice(0),
    close: () => {
      process.stdout.write = write;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
