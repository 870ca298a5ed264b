import { channel } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers/promises';
import type { UpstreamQuestion } from '../../../../lambda/router/adapters/channel-telemetry.ts';
import { telemetryFrom } from '../../../../lambda/router/adapters/telemetry.ts';
import { TelemetryChannel } from '../../../../lambda/router/contract/telemetry.ts';
import type { Observation } from '../../../../lambda/router/domain/telemetry/observation.ts';
import { ask } from '../support/ask.ts';
import { CALLER, chatEvent } from '../support/events.ts';
import { testPorts } from '../support/ports.ts';

const PROMPT = 'a prompt that stays here';
const secretly = chatEvent({ model: 'echo', messages: [{ role: 'user', content: PROMPT }], user: 'ada@example.com' });

function heard(name: string): { readonly messages: unknown[]; readonly stop: () => void } {
  const messages: unknown[] = [];
  const listen = (message: unknown) => messages.push(message);
  channel(name).subscribe(listen);
  return { messages, stop: () => channel(name).unsubscribe(listen) };
}

test('without a locator nobody is told, and nothing stands beside the line', async () => {
  const telemetry = telemetryFrom({}, testPorts({}));
  expect(telemetry).toEqual({});
});

test('channel: before there is a configuration, whoever asks for its models is told of none', async () => {
  const config = { current: () => Promise.reject(new Error('there is none')), refresh: async () => undefined };
  telemetryFrom({ TELEMETRY: 'channel:' }, testPorts({ config }));
  for (let look = 0; look < 2; look++) {
    const question: UpstreamQuestion = {};
    channel(TelemetryChannel.UPSTREAMS).publish(question);
    expect(question.upstreams).toEqual({});
    await setImmediate();
  }
});

test('emf: puts the metrics into the one line of the request', async () => {
  const written: unknown[] = [];
  const telemetry = telemetryFrom({ TELEMETRY: 'emf:LlmPlatform' }, testPorts({}));
  await ask(secretly, {
    telemetry,
    log: (level, message, fields, members) => written.push({ level, message, ...fields, ...members }),
  });
  expect(written).toEqual([
    expect.objectContaining({
      message: 'request',
      status: 200,
      tenant: 'research',
      Model: 'echo',
      Status: '200',
      llm_requests_total: 1,
      _aws: { Timestamp: expect.any(Number), CloudWatchMetrics: expect.any(Array) },
    }),
  ]);
  expect(JSON.stringify(written)).not.toMatch(/stays here|ada@/);
});

test('emf: a release that is wanted has a line of its own, before the request is over', () => {
  const ports = testPorts({});
  const written: unknown[] = [];
  const log: typeof ports.log = (level, message, fields, members) => written.push({ level, message, ...fields, ...members });
  telemetryFrom({ TELEMETRY: 'emf:LlmPlatform' }, { ...ports, log }).asleep?.('llama-v1', 1);
  expect(written).toMatchObject([{ level: 'info', message: 'model asleep', Release: 'llama-v1', llm_cold_start_demand: 1 }]);
});

test('channel: whoever asks is told which releases are wanted', () => {
  const ports = testPorts({});
  telemetryFrom({ TELEMETRY: 'channel:' }, ports);
  ports.coldStarts.meet({ release: 'llama-v1', withinMs: 1_000 }, { isReady: async () => false, tell: () => undefined });
  const question: UpstreamQuestion = { models: {} };
  channel(TelemetryChannel.UPSTREAMS).publish(question);
  expect(question.coldStarts).toEqual({ 'llama-v1': 1 });
});

test('channel: tells who listens, once as a request begins and once when it is over', async () => {
  const [started, finished] = [heard(TelemetryChannel.STARTED), heard(TelemetryChannel.REQUEST)];
  await ask(secretly, { telemetry: telemetryFrom({ TELEMETRY: 'channel:' }, testPorts({})) });
  started.stop();
  finished.stop();
  expect(started.messages).toEqual([{ requestId: 'request-1', endpoint: 'POST /v1/chat/completions' }]);
  const [observation] = finished.messages as Observation[];
  expect(observation).toMatchObject({ status: 200, tenant: 'research', keyId: CALLER.principal, model: 'echo', catchAll: false });
  expect(JSON.stringify(finished.messages)).not.toMatch(/stays here|ada@/);
});

test('a request that a limit refuses says which, and whose it is', async () => {
  const finished = heard(TelemetryChannel.REQUEST);
  const config = {
    current: async () => ({
      version: 1 as const,
      models: { echo: { kind: 'echo' as const } },
      limits: { research: { tokensPerMinute: 1, whenUnavailable: 'refuse' as const } },
    }),
    refresh: async () => undefined,
  };
  const { sink } = await ask(secretly, { config, telemetry: telemetryFrom({ TELEMETRY: 'channel:' }, testPorts({})) });
  finished.stop();
  expect(sink.status).toBe(429);
  expect(finished.messages).toMatchObject([
    { status: 429, tenant: 'research', quotaRefusal: { measure: 'tokens', scope: 'tenant' }, attempts: [] },
  ]);
});

test('channel: answers how the upstreams of models are, and takes no turn of a route for it', () => {
  const ports = testPorts({});
  telemetryFrom({ TELEMETRY: 'channel:' }, ports);
  const models = { gpt: { kind: 'openai', baseUrl: 'http://up/v1' } } as const;
  const before = ports.routing.snapshot('chat', models, 0).turn;
  const question: { models: typeof models; upstreams?: unknown } = { models };
  channel(TelemetryChannel.UPSTREAMS).publish(question);
  expect(question.upstreams).toEqual({ gpt: { breaker: 'closed', inFlight: 0, streaming: 0 } });
  expect(ports.routing.snapshot('chat', models, 0).turn).toBe(before + 1);
});

test.each([
  ['statsd:x', "environment variable TELEMETRY is 'statsd:x'; it must start with one of emf:, channel:"],
  [
    'emf:',
    "environment variable TELEMETRY is 'emf:'; after emf: comes the metrics' namespace in CloudWatch, e.g. emf:LlmPlatform",
  ],
  ['emf:AWS/Lambda', "environment variable TELEMETRY is 'emf:AWS/Lambda'; after emf: comes"],
])('TELEMETRY = %p is refused with a sentence', (value, message) => {
  expect(() => telemetryFrom({ TELEMETRY: value }, testPorts({}))).toThrow(message);
});
