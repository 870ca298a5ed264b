import { createServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { concerns, type Fault, type UpstreamName } from '../chaos/faults.ts';
import type { Random } from '../fuzz/random.ts';
import { listen } from '../local/http-server.ts';

/** A mock upstream: a server that speaks enough of OpenAI's API, with a model's delays. */
export interface MockUpstream {
  readonly port: number;
}

interface Asked {
  readonly stream?: boolean;
  readonly max_tokens?: number;
  readonly messages?: readonly { readonly content?: string }[];
}

/** As long as the demo's prompts are for their tokens. */
const CHARACTERS_PER_TOKEN = 4;
/** A stream of many tokens comes in this many events: what is shown is the way, not how fast Node writes. */
const EVENTS = 12;
const MS_PER_TOKEN = 4;

/** Answers as its faults want it, at the moment of each request. */
export async function startMockUpstream(
  name: UpstreamName,
  faults: () => readonly Fault[],
  random: Random,
  firstTokenMs: number,
): Promise<MockUpstream> {
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as Asked;
    const fault = (wanted: Fault['name']) =>
      faults().find((each) => each.name === wanted && concerns(each, name) && random() < each.rate);
    if (fault('upstream-errors')) return refuse(response);
    const slow = fault('slow-first-token');
    await sleep(slow ? slow.seconds * 1000 : firstTokenMs * (0.5 + random()));
    await (asked.stream ? stream(response, asked, fault('stall') !== undefined) : whole(response, asked));
  });
  // The router ends connections when it gives up.
  server.on('clientError', (_, socket) => socket.destroy());
  return { port: await listen(server, '127.0.0.1', 0) };
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end('{"error":{"message":"broken by blueprint chaos","type":"server_error"}}');
}

function usageOf({ messages = [], max_tokens: completion = 16 }: Asked) {
  const characters = messages.reduce((sum, { content = '' }) => sum + content.length, 0);
  const prompt = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

async function whole(response: ServerResponse, asked: Asked): Promise<void> {
  const usage = usageOf(asked);
  await sleep(Math.min(usage.completion_tokens, 100) * MS_PER_TOKEN);
  const choice = { index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'mock', choices: [choice], usage }));
}

async function stream(response: ServerResponse, asked: Asked, stalls: boolean): Promise<void> {
  const usage = usageOf(asked);
  const events = Math.min(EVENTS, usage.completion_tokens);
  const pause = (Math.min(usage.completion_tokens, 100) * MS_PER_TOKEN) / events;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let event = 0; event < events && !response.destroyed; event++) {
    response.write(chunk([{ index: 0, delta: { content: 'word ' }, finish_reason: null }]));
    if (stalls && event >= events / 2) return;
    await sleep(pause);
  }
  response.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]));
  response.end(`${chunk([], usage)}data: [DONE]\n\n`);
}

const chunk = (choices: readonly object[], usage?: object) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'mock', choices, ...(usage && { usage }) })}\n\n`;
