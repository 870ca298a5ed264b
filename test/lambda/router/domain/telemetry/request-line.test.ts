import { requestLine } from '../../../../../lambda/router/domain/telemetry/request-line.ts';
import { attempt, observation } from '../../support/observations.ts';

test('the line tells who asked what, which way it took, how it went and what it cost', () => {
  const route = { alias: 'chat', candidate: 'gpt', why: 'fallback after llama (503)' };
  const failed = attempt({ model: 'llama', outcome: '503', failure: 'status 503', inputTokens: 0, outputTokens: 0 });
  const line = requestLine(
    observation({ model: 'chat', route, attempts: [failed, attempt()], costMicroDollars: 42, cache: 'miss' }),
  );
  expect(JSON.parse(JSON.stringify(line))).toEqual({
    requestId: 'request-1',
    status: 200,
    latencyMs: 2_000,
    endpoint: 'POST /v1/chat/completions',
    tenant: 'research',
    keyId: 'key-1',
    operation: 'chat.completions',
    model: 'chat',
    provider: 'openai',
    providerModel: 'gpt-5.4-2026-01-01',
    route: 'chat',
    candidate: 'gpt',
    routeReason: 'fallback after llama (503)',
    stream: true,
    attempts: 2,
    partial: false,
    inputTokens: 12,
    outputTokens: 11,
    usageSource: 'provider',
    costMicroDollars: 42,
    cache: 'miss',
    failure: 'status 503',
    firstByteMs: 500,
  });
});

test('a refused request leaves out what it never had', () => {
  const { model: _model, operation: _operation, firstByteAt: _firstByteAt, usageSource: _source, ...rest } = observation();
  const refused = { ...rest, status: 429, attempts: [], inputTokens: 0, outputTokens: 0 };
  const line = requestLine({ ...refused, quotaRefusal: { measure: 'tokens', scope: 'key' } });
  expect(JSON.parse(JSON.stringify(line))).toEqual({
    requestId: 'request-1',
    status: 429,
    latencyMs: 2_000,
    endpoint: 'POST /v1/chat/completions',
    tenant: 'research',
    keyId: 'key-1',
    attempts: 0,
    quotaMeasure: 'tokens',
    quotaScope: 'key',
  });
});
