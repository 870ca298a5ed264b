import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform } from '../../support/local-platform.ts';
import { type MockUpstream, startMockUpstream } from '../../support/mock-upstream.ts';
import { type OtlpCollector, otlpCollector } from '../../support/otlp-collector.ts';

// The bundle, to which OpenTelemetry belongs as a file of its own.

const TRACE = '0af7651916cd43dd8448eb211c80319c';
let collector: OtlpCollector;
let upstream: MockUpstream;
let platform: LocalPlatform;

beforeAll(async () => {
  [collector, upstream] = await Promise.all([otlpCollector(), startMockUpstream()]);
  platform = await startPlatform([], {
    OPENAI_BASE_URL: upstream.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=abc',
    OTEL_SERVICE_NAME: 'laptop',
  });
}, 30_000);

afterAll(async () => {
  await platform.stop();
  await upstream.close();
  await collector.close();
});

test('a request to the local platform is a trace at the collector that OpenTelemetry’s variables name', async () => {
  const answer = await fetch(`${platform.url}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${platform.apiKey}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ model: 'some-model', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const [server, authorize, client] = await eventually(() => (collector.spans.length === 3 ? collector.spans : undefined));
  expect(server).toMatchObject({ traceId: TRACE, parentSpanId: 'b7ad6b7169203331', resource: { 'service.name': 'laptop' } });
  expect(server?.attributes['llm_platform.request_id']).toBe(answer.headers.get('x-request-id'));
  expect(authorize).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, name: 'authorize', kind: 1 });
  expect(Number(authorize?.endTimeUnixNano)).toBeLessThanOrEqual(Number(server?.startTimeUnixNano));
  expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, name: 'chat some-model' });
  expect(collector.headers[0]?.['x-collector-key']).toBe('abc');
  expect(platform.stdout()).toContain(`"traceId":"${TRACE}"`);
});
