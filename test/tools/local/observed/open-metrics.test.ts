import { createMetrics, IDLE } from '../../../../tools/local/observed/metrics.ts';
import { openMetrics } from '../../../../tools/local/observed/open-metrics.ts';
import { observation } from '../../../lambda/router/support/observations.ts';

/** What Prometheus sends. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5';
const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true, recording: true };

async function scraped(changes: Parameters<typeof observation>[0], accept: string | undefined = ACCEPT) {
  const metrics = createMetrics(IDLE);
  metrics.observe(observation(changes));
  return metrics.scrape(accept);
}

test('who takes OpenMetrics gets it, with its end; others get Prometheus’ text', async () => {
  const open = await scraped({});
  expect(open.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(open.text.endsWith('\n# EOF\n')).toBe(true);
  for (const accept of [undefined, '*/*', 'text/plain']) {
    const plain = await scraped({}, accept ?? '');
    expect(plain.type).toContain('text/plain; version=0.0.4');
    expect(plain.text).not.toContain('# EOF');
  }
});

test('a traced request is the exemplar of the bucket that it falls into, of each time, and of no other', async () => {
  const lines = (await scraped({ trace })).text.split('\n').filter((line) => line.includes(' # {'));
  expect(lines).toEqual([
    `llm_request_latency_seconds_bucket{le="2.5",model="gpt"} 1 # {trace_id="${trace.traceId}"} 2 3.000`,
    `llm_time_to_first_token_seconds_bucket{le="0.5",model="gpt"} 1 # {trace_id="${trace.traceId}"} 0.5 3.000`,
    `llm_time_per_output_token_seconds_bucket{le="0.25",model="gpt"} 1 # {trace_id="${trace.traceId}"} 0.15 3.000`,
  ]);
});

test('a time beyond the last bound is the exemplar of the bucket of all', async () => {
  const { text } = await scraped({ trace, endedAt: 1_000_000 });
  expect(text).toContain('llm_request_latency_seconds_bucket{le="+Inf",model="gpt"} 1 # {trace_id=');
});

test.each([
  ['not sampled', { ...trace, sampled: false }],
  ['only passed on', { ...trace, recording: false }],
])('a trace that is %s is no exemplar', async (_, other) => {
  expect((await scraped({ trace: other })).text).not.toContain(' # {');
});

test('a model’s name with quotes, braces and newlines has its exemplar all the same', async () => {
  const { text } = await scraped({ trace, model: 'a"b} 1\n\\c' });
  expect(text).toContain('_bucket{le="2.5",model="a\\"b} 1\\n\\\\c"} 1 # {trace_id="');
});

test('series keep their names; families of counters lose their ending, and one without it is of no known type', async () => {
  const { text } = await scraped({ costMicroDollars: 5 });
  expect(text).toContain('\n# TYPE llm_requests counter\nllm_requests_total{model="gpt",status="200"} 1\n');
  expect(text).toContain('\n# TYPE llm_cost_total_dollars unknown\nllm_cost_total_dollars{model="gpt"} 0.000005\n');
  expect(text).toContain('# TYPE llm_requests_in_flight gauge');
  expect(text).not.toMatch(/\n\n/);
});

test('quotes of a description are escaped', () => {
  expect(openMetrics('# HELP a says "b"\n# TYPE a gauge\na 1\n', () => undefined)).toBe(
    '# HELP a says \\"b\\"\n# TYPE a gauge\na 1\n# EOF\n',
  );
});
