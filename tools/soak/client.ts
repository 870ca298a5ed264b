import { type Agent, type IncomingMessage, request } from 'node:http';

export interface Question {
  readonly model: string;
  readonly stream: boolean;
  /** Names the request to the mock upstreams. */
  readonly user: string;
  /** Milliseconds after which the client leaves. @default - it stays */
  readonly leaveAfterMs?: number;
}

/** How a request went, as its client saw it. */
export interface Seen extends Question {
  /** `whole`, also for an error; `left`: on purpose; `cut`: the platform broke the connection. */
  readonly end: 'whole' | 'left' | 'cut';
  readonly status?: number;
  readonly requestId?: string;
  /** The route that was taken; the remaining tokens. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Target {
  readonly url: string;
  readonly apiKey: string;
  readonly agent: Agent;
}

/** Longer than the platform may take for anything in a soak. */
const PATIENCE_MS = 60_000;

/** Asks for a chat. Never rejects. */
export function ask({ url, apiKey, agent }: Target, question: Question): Promise<Seen> {
  const { model, stream, user, leaveAfterMs } = question;
  const content = 'Tell me in a few words how you are today.';
  const body = JSON.stringify({ model, stream, user, max_tokens: 50, messages: [{ role: 'user', content }] });
  return new Promise((resolve) => {
    let response: IncomingMessage | undefined;
    let left = false;
    const chunks: Buffer[] = [];
    const settle = (end: Seen['end']) => {
      clearTimeout(timer);
      const { statusCode: status, headers = {} } = response ?? {};
      const requestId = headers['x-request-id'];
      const known = { ...(status && { status }), ...(typeof requestId === 'string' && { requestId }) };
      resolve({ ...question, end: left ? 'left' : end, ...known, headers, body: Buffer.concat(chunks).toString() });
    };
    const outgoing = request(`${url}/chat/completions`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    const timer = setTimeout(() => {
      left = leaveAfterMs !== undefined;
      outgoing.destroy();
    }, leaveAfterMs ?? PATIENCE_MS);
    outgoing.on('response', (incoming) => {
      response = incoming;
      incoming.on('data', (part: Buffer) => chunks.push(part));
      incoming.on('close', () => settle(incoming.complete ? 'whole' : 'cut'));
      incoming.on('error', () => undefined);
    });
    outgoing.on('error', () => settle('cut'));
    outgoing.end(body);
  });
}
