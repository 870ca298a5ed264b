import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import type { ModelTarget } from '../../../lambda/router/contract/targets.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from './support/errors.ts';
import { apiEvent } from './support/events.ts';
import { answerJson, COMPLETION, chunkEvent, type MockUpstream, mockUpstream, startEvents } from './support/mock-upstream.ts';
import { configOf, testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { missing, type RecordedRequest, recordedChatRequests, recordedEvents } from './support/recordings.ts';

const upstream = undiciUpstream();
let mock: MockUpstream;

beforeAll(async () => {
  mock = await mockUpstream((response, { body }) => {
    if (JSON.parse(body).stream !== true) return answerJson(response, 200, COMPLETION);
    startEvents(response);
    return response.end(`${chunkEvent({ role: 'assistant', content: 'Hello' })}${chunkEvent({}, 'stop')}data: [DONE]\n\n`);
  });
});
afterAll(async () => {
  await upstream.close();
  await mock.close();
});

interface Outcome {
  readonly accepted: number;
  /** How often each field was the reason of a refusal. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Every request is accepted, or refused by name; anything else fails the test. */
async function replay(requests: readonly RecordedRequest[], target: ModelTarget): Promise<Outcome> {
  const router = createRouter(testPorts({ upstream, config: configOf({ '*': target }) }));
  const refused: Record<string, number> = {};
  let accepted = 0;
  for (const { body } of requests) {
    const sink = new RecordingSink();
    await router(apiEvent('POST', '/v1/chat/completions', body), sink);
    if (sink.status === 200) accepted += 1;
    else {
      expect(sink.status).toBe(400);
      expectOpenAiError(sink.json);
      const { param } = sink.json.error;
      expect(param).toEqual(expect.stringMatching(/\S/));
      refused[param] = (refused[param] ?? 0) + 1;
    }
  }
  return { accepted, refused };
}

/** Streams are asked to report their usage; all else is the client's. */
const asForwarded = (body: RecordedRequest['body']) =>
  body.stream === true ? { ...body, stream_options: { ...Object(body.stream_options), include_usage: true } } : body;

const noCassettes = missing('api-cassettes');

test(`recorded chat requests are accepted by the echo model, or refused by the field that it cannot honour${noCassettes}`, async () => {
  const requests = recordedChatRequests();
  const { accepted, refused } = await replay(requests, { kind: 'echo' });
  const total = accepted + Object.values(refused).reduce((sum, count) => sum + count, 0);
  console.log(`echo: ${accepted} of ${requests.length} recorded requests accepted; refused by field: ${JSON.stringify(refused)}`);
  expect(total).toBe(requests.length);
  expect(accepted > 0).toBe(noCassettes === '');
});

test(`recorded chat requests are accepted for an OpenAI-compatible upstream, and reach it as recorded${noCassettes}`, async () => {
  const requests = recordedChatRequests();
  mock.seen.length = 0;
  const { accepted, refused } = await replay(requests, { kind: 'openai', baseUrl: mock.baseUrl });
  console.log(
    `openai: ${accepted} of ${requests.length} recorded requests accepted; refused by field: ${JSON.stringify(refused)}`,
  );
  expect(refused).toEqual({});
  expect(mock.seen.map(({ body }) => JSON.parse(body))).toEqual(requests.map(({ body }) => asForwarded(body)));
});

test(`recorded API Gateway events get an answer that is no fault of ours${missing('aws-lambda-events')}`, async () => {
  const router = createRouter(testPorts({}));
  const statuses: Record<string, number | undefined> = {};
  for (const [file, event] of recordedEvents()) {
    const sink = new RecordingSink();
    await router(event, sink);
    statuses[file] = sink.status;
    expectOpenAiError(sink.json);
  }
  console.log(`API Gateway events: ${JSON.stringify(statuses)}`);
  // Those with a method and a path are understood, though the path is not one of ours; the others are told what they are not.
  for (const [file, event] of recordedEvents()) {
    const { httpMethod, path } = event as Readonly<Record<string, unknown>>;
    expect([file, statuses[file]]).toEqual([file, httpMethod !== undefined && path !== undefined ? 404 : 400]);
  }
});
