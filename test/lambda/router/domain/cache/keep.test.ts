import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { BROKEN } from '../../support/scripted-upstream.ts';
import { caching, STREAM_TEXT, saying, streaming } from './support.ts';

// What may be given again, and above all what may not.

test.each([
  ['a refusal', { status: 400, body: ['{"error":{"message":"no"}}'] }],
  ['an answer that does not say why it ended', saying('a', null)],
  ['an answer that a filter cut off', saying('a', 'content_filter')],
  ['another status of success', { ...saying('a'), status: 201 }],
])('%s is not kept', async (_, step) => {
  const { ask, calls } = caching({}, [step, saying('b')]);
  await ask();
  expect([(await ask()).headers['x-cache'], calls.length]).toEqual(['miss', 2]);
});

test.each([
  ['that is no JSON', '{"choices":'],
  ['that is an error under status 200', '{"error":{"message":"busy"},"choices":[]}'],
])('an answer %s is not kept', async (_, text) => {
  const step = { body: [text] };
  const { ask, calls } = caching({}, [step, step, step, saying('b')]);
  expect((await ask()).status).toBe(502);
  expect([(await ask()).headers['x-cache'], calls.length]).toEqual(['miss', 4]);
});

test('an answer larger than the bound is passed on and not kept', async () => {
  const { ask, calls } = caching({ maxEntryBytes: 2_000 }, [saying('a'.repeat(2_000)), saying('b')]);
  expect((await ask()).text.length).toBeGreaterThan(2_000);
  await ask();
  expect(calls).toHaveLength(2);
});

test('fewer choices than were asked for are not kept', async () => {
  const { ask, calls } = caching({}, [saying('a'), saying('b')]);
  await ask({ n: 2 });
  await ask({ n: 2 });
  expect(calls).toHaveLength(2);
});

test('a default answer is not kept', async () => {
  const routes = {
    chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }], defaultAnswer: 'Later.' },
  } as const;
  const down = { status: 503, headers: { 'x-should-retry': 'false' } };
  const { ask } = caching({}, [down, saying('Back.')], { config: { routes } });
  expect((await ask({ model: 'chat' })).json.choices[0].message.content).toBe('Later.');
  expect((await ask({ model: 'chat' })).json.choices[0].message.content).toBe('Back.');
  const again = await ask({ model: 'chat' });
  expect([again.headers['x-cache'], again.json.choices[0].message.content]).toEqual(['hit', 'Back.']);
});

test('a stream that is cut anywhere is not kept, unless it says why it stopped and ends properly', async () => {
  const saysWhy = STREAM_TEXT.indexOf('\n\n', STREAM_TEXT.indexOf('"stop"'));
  for (let length = 1; length < STREAM_TEXT.length - 2; length += 1) {
    const cut = STREAM_TEXT.slice(0, length);
    for (const fails of length < saysWhy ? [BROKEN, undefined] : [BROKEN]) {
      const step = { ...streaming([cut]), ...(fails && { fails }) };
      const { ask, ports } = caching({}, Array(6).fill(step));
      await ask({ stream: true });
      expect(ports.cache.answers).toMatchObject({ bytes: 0 });
    }
  }
});

test('a client that leaves in the middle leaves nothing behind', async () => {
  const left = new UpstreamFailure('cancelled', 'the client left');
  const { ask, ports } = caching({}, [{ ...streaming([STREAM_TEXT.slice(0, -20)]), fails: left }, streaming()]);
  const leaving = new RecordingSink();
  leaving.onWrite = () => {
    leaving.leave();
    return true;
  };
  await ask({ stream: true }, {}, leaving);
  expect(ports.cache).toMatchObject({ answers: { bytes: 0 }, flights: { size: 0 } });
  expect((await ask({ stream: true })).headers['x-cache']).toBe('miss');
});
