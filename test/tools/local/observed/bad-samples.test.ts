import fc from 'fast-check';
import type { Observation } from '../../../../lambda/router/domain/telemetry/observation.ts';
import { createMetrics, IDLE } from '../../../../tools/local/observed/metrics.ts';
import { observation } from '../../../lambda/router/support/observations.ts';
import { exposedMetrics } from '../../../services/observability/support/exposition.ts';

async function exposed(...changes: readonly Partial<Observation>[]): Promise<string> {
  const metrics = createMetrics(IDLE);
  for (const change of changes) metrics.observe(observation(change));
  return (await metrics.scrape(undefined)).text;
}

const lines = async (...changes: readonly Partial<Observation>[]): Promise<readonly string[]> =>
  (await exposed(...changes)).split('\n');

test('quotes, newlines and backslashes in the name of a tenant are escaped', async () => {
  expect(await lines({ tenant: 'a"b\\c\nd} 1' })).toContain(
    'llm_tenant_requests_total{tenant="a\\"b\\\\c\\nd} 1",outcome="success"} 1',
  );
});

test('a carriage return in the name of a tenant ends no line, in either format', async () => {
  const metrics = createMetrics(IDLE);
  metrics.observe(observation({ tenant: 'a\rb' }));
  for (const accept of ['text/plain', 'application/openmetrics-text']) {
    const { text } = await metrics.scrape(accept);
    expect(text.split('\n')).toContain('llm_tenant_requests_total{tenant="a\rb",outcome="success"} 1');
  }
});

test('a tenant of 10,000 characters has no label of its own', async () => {
  const text = await exposed({ tenant: 'x'.repeat(10_000), quotaRefusal: { measure: 'tokens', scope: 'tenant' } });
  expect(text).not.toContain('x'.repeat(129));
  expect(text).toContain('llm_tenant_requests_total{tenant="(other)",outcome="success"} 1');
  expect(text).toContain('llm_quota_refusals_total{tenant="(other)",measure="tokens"} 1');
});

test('a thousand tenants have series of their own, further ones share some', async () => {
  const many = Array.from({ length: 1_500 }, (_, index) => ({ tenant: `tenant-${index}` }));
  const series = (await lines(...many)).filter((line) => line.startsWith('llm_tenant_requests_total{'));
  expect(series).toHaveLength(1_001);
  expect(series).toContain('llm_tenant_requests_total{tenant="(other)",outcome="success"} 500');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -5])(
  'an amount of %p is left out, and what came before it stays',
  async (amount) => {
    const good = { inputTokens: 7, outputTokens: 3, costMicroDollars: 2e6, rowsLost: 1 };
    const before = await lines(good);
    const after = await lines(good, { inputTokens: amount, outputTokens: amount, costMicroDollars: amount, rowsLost: amount });
    const sums = (all: readonly string[]) => all.filter((line) => /^llm_(tenant_)?(tokens|cost)|^llm_usage_rows/.test(line));
    expect(sums(after)).toEqual(sums(before));
    expect(sums(after).length).toBe(7);
  },
);

test('a clock that tells no time leaves no sample, one that goes back leaves a zero', async () => {
  expect(await lines({ endedAt: Number.NaN })).not.toContain('llm_request_latency_seconds_count{model="gpt"} 1');
  const back = await lines({ startedAt: 2_000, endedAt: 1_000 });
  expect(back).toContain('llm_request_latency_seconds_sum{model="gpt"} 0');
});

test('whatever tenants, models and amounts there are, what is exposed can be read and no sum is negative', async () => {
  const amount = fc.oneof(fc.double(), fc.integer());
  const change = fc.record({
    tenant: fc.string({ unit: 'binary' }),
    model: fc.string({ unit: 'binary', minLength: 1 }),
    inputTokens: amount,
    outputTokens: amount,
    costMicroDollars: amount,
    endedAt: amount,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 5 }), async (changes) => {
      const text = await exposed(...changes);
      expect(() => exposedMetrics(text)).not.toThrow();
      expect(text).not.toMatch(/^\S.* (NaN|-.+)$/m);
    }),
    { numRuns: 50 },
  );
});
