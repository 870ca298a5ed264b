import { createServer } from 'node:http';
import { answerJson, bodyOf, COMPLETION, chunkEvent, startEvents } from '../lambda/router/support/mock-upstream.ts';

// A process that plays a model's server from when it is started on the port of its argument; it counts what it is asked.

const counts = { health: 0, chat: 0 };

createServer(async (request, response) => {
  if (request.url === '/counts') return answerJson(response, 200, counts);
  if (request.url === '/health') {
    counts.health += 1;
    return answerJson(response, 200, {});
  }
  counts.chat += 1;
  const { stream } = JSON.parse(await bodyOf(request)) as { readonly stream?: boolean };
  if (!stream) return answerJson(response, 200, COMPLETION);
  startEvents(response);
  response.end(`${chunkEvent({ content: 'awake' })}${chunkEvent({}, 'stop')}data: [DONE]\n\n`);
}).listen(Number(process.argv[2]), '127.0.0.1');
