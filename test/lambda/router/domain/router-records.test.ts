import { createRouter } from '../../../../lambda/router/domain/router.ts';
import { ask } from '../support/ask.ts';
import { CALLER, chatEvent } from '../support/events.ts';
import { SkippingClock, testPorts } from '../support/ports.ts';
import { RecordingSink } from '../support/recording-sink.ts';

const SECRET_PROMPT = 'my secret prompt';
const secretly = { model: 'echo', messages: [{ role: 'user', content: SECRET_PROMPT }] };

test('a chat leaves one row in the ledger', async () => {
  const { rows } = await ask(chatEvent(secretly), { clock: new SkippingClock() });
  expect(rows).toEqual([
    {
      ...CALLER,
      requestId: 'request-1',
      attempt: 1,
      at: '2026-01-02T03:04:05.000Z',
      region: 'eu-west-1',
      operation: 'chat.completions',
      model: 'echo',
      provider: 'echo',
      providerModel: 'echo',
      status: 200,
      stream: false,
      partial: false,
      inputTokens: 3,
      outputTokens: 14,
      usageSource: 'counted',
      ...{ costMicroDollars: 0, inputPrice: 0, outputPrice: 0, priceCatalogue: 'embedded' },
      latencyMs: 0,
    },
  ]);
});

test('a refused request leaves none', async () => {
  const { rows } = await ask(chatEvent({ model: 'echo', tools: [{}] }));
  expect(rows).toEqual([]);
});

test('one line is logged per request, with numbers and without the prompt', async () => {
  const { lines } = await ask(chatEvent(secretly));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'info',
    message: 'request',
    fields: {
      requestId: 'request-1',
      tenant: 'research',
      model: 'echo',
      status: 200,
      attempts: 1,
      inputTokens: 3,
      outputTokens: 14,
    },
  });
  expect(JSON.stringify(lines)).not.toContain(SECRET_PROMPT);
});

test('what is wrong with a request is told to the client, not to the log', async () => {
  const { sink, lines } = await ask(chatEvent({ model: 'echo', messages: [{ role: SECRET_PROMPT }] }));
  expect(sink.text).toContain(SECRET_PROMPT);
  expect(JSON.stringify(lines)).not.toContain(SECRET_PROMPT);
});

test('a ledger that fails costs the client nothing; the row is in the log', async () => {
  const ledger = { record: () => Promise.reject(new Error('throttled')) };
  const ports = testPorts({ ledger });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent({ model: 'echo' }), sink);
  expect(sink.status).toBe(200);
  expect(ports.lines).toMatchObject([
    { level: 'error', message: 'usage row not stored', fields: { error: 'throttled', requestId: 'request-1', outputTokens: 12 } },
    { level: 'info', fields: { rowsLost: 1 } },
  ]);
});

test('the ledger is written after the last byte, and waited for', async () => {
  const order: string[] = [];
  const ports = testPorts({
    ledger: {
      record: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push('recorded');
      },
    },
  });
  const sink = new RecordingSink();
  sink.end = async () => {
    order.push('ended');
  };
  await createRouter(ports)(chatEvent({ model: 'echo' }), sink);
  expect(order).toEqual(['ended', 'recorded']);
});

test('a client that leaves an echo leaves a partial row', async () => {
  const ports = testPorts({});
  const sink = new RecordingSink();
  sink.onWrite = () => {
    sink.leave();
    return true;
  };
  await createRouter(ports)(chatEvent({ model: 'echo', stream: true }), sink);
  expect(sink.chunks).toHaveLength(1);
  expect(ports.ledger.rows).toMatchObject([{ partial: true }]);
});
