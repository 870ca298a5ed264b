import { createMetrics } from '../../../../tools/local/observed/metrics.ts';
import { attempt, observation } from '../../../lambda/router/support/observations.ts';

const LEVELS = {
  inFlight: () => 3,
  conversations: () => 2,
  breakers: () => ({ gpt: 'closed', llama: 'open' }) as const,
  budgets: () => [],
  coldStarts: () => ({ 'llama-v1': 2 }),
};

async function text(...observations: ReturnType<typeof observation>[]): Promise<string[]> {
  const metrics = createMetrics(LEVELS);
  for (const each of observations) metrics.observe(each);
  return (await metrics.scrape(undefined)).text.split('\n');
}

test('a request is counted by model and status, its times, tokens and cost by model', async () => {
  const lines = await text(observation({ costMicroDollars: 2_500 }));
  for (const line of [
    'llm_requests_total{model="gpt",status="200"} 1',
    'llm_request_latency_seconds_bucket{le="1",model="gpt"} 0',
    'llm_request_latency_seconds_bucket{le="2.5",model="gpt"} 1',
    'llm_request_latency_seconds_sum{model="gpt"} 2',
    'llm_time_to_first_token_seconds_sum{model="gpt"} 0.5',
    'llm_time_per_output_token_seconds_sum{model="gpt"} 0.15',
    'llm_tokens_total{model="gpt",type="input"} 12',
    'llm_tokens_total{model="gpt",type="output"} 11',
    'llm_cost_total_dollars{model="gpt"} 0.0025',
    'llm_upstream_attempts_total{upstream="gpt",outcome="success"} 1',
  ]) {
    expect(lines).toContain(line);
  }
});

test('what a call took that stands for itself is counted by its own model, and not as a request', async () => {
  const call = attempt({ model: 'embed', inputTokens: 7, outputTokens: 0 });
  const lines = await text(observation({ apart: [{ ...call, operation: 'embeddings', costMicroDollars: 500_000 }] }));
  expect(lines).toContain('llm_tokens_total{model="gpt",type="input"} 12');
  expect(lines).toContain('llm_tokens_total{model="embed",type="input"} 7');
  expect(lines).toContain('llm_cost_total_dollars{model="embed"} 0.5');
  expect(lines).toContain('llm_upstream_attempts_total{upstream="embed",outcome="success"} 1');
  expect(lines.filter((line) => line.startsWith('llm_requests_total{'))).toEqual([
    'llm_requests_total{model="gpt",status="200"} 1',
  ]);
});

test('attempts are counted by the upstream that was asked, and how they ended', async () => {
  const attempts = [attempt({ model: 'llama', outcome: '503' }), attempt()];
  const lines = await text(observation({ model: 'chat', attempts }));
  expect(lines).toContain('llm_upstream_attempts_total{upstream="llama",outcome="503"} 1');
  expect(lines).toContain('llm_requests_total{model="chat",status="200"} 1');
});

test('cache results and quota refusals are counted', async () => {
  const refused = observation({ status: 429, attempts: [], quotaRefusal: { measure: 'tokens', scope: 'key' } });
  const lines = await text(observation({ cache: 'hit' }), refused);
  expect(lines).toContain('llm_cache_requests_total{result="hit"} 1');
  expect(lines).toContain('llm_quota_refusals_total{tenant="research",measure="tokens"} 1');
});

test('what came of behaviour is counted by action', async () => {
  const lines = await text(observation({ status: 403, abuse: { action: 'block', scope: 'tenant' } }), observation());
  expect(lines).toContain('llm_abuse_actions_total{action="block"} 1');
});

test('what came of texts is counted by side, action and category', async () => {
  const sides = [
    { side: 'input', action: 'mask', category: 'pii' },
    { side: 'input', action: 'mask', category: 'toxicity' },
    { side: 'output', action: 'unavailable', category: 'none' },
  ] as const;
  const moderation = { action: 'unavailable', categories: ['pii', 'toxicity'], sides } as const;
  const lines = await text(observation({ moderation }), observation({ moderation }), observation());
  expect(lines.filter((line) => line.startsWith('llm_moderation_total'))).toEqual([
    'llm_moderation_total{side="input",action="mask",category="pii"} 2',
    'llm_moderation_total{side="input",action="mask",category="toxicity"} 2',
    'llm_moderation_total{side="output",action="unavailable",category="none"} 2',
  ]);
});

test('levels are read when somebody asks', async () => {
  const lines = await text();
  for (const line of [
    'llm_requests_in_flight 3',
    'active_conversations 2',
    'llm_circuit_breaker_state{upstream="gpt"} 0',
    'llm_circuit_breaker_state{upstream="llama"} 1',
    'llm_cold_start_demand{release="llama-v1"} 2',
  ]) {
    expect(lines).toContain(line);
  }
});

test('a stream that broke off, and one whose client left, are counted as that', async () => {
  const cut = (outcome: string) => [attempt({ partial: true, outcome })];
  const lines = await text(observation({ attempts: cut('broken') }), observation({ attempts: cut('cancelled'), left: true }));
  expect(lines.filter((line) => line.startsWith('llm_requests_total{'))).toEqual([
    'llm_requests_total{model="gpt",status="broken"} 1',
    'llm_requests_total{model="gpt",status="499"} 1',
  ]);
});

test('names that are written alike are one series', async () => {
  const names = ['half \ud801', 'half \ud802'];
  const lines = await text(...names.map((model) => observation({ model, catchAll: true })));
  const series = lines.filter((line) => line.startsWith('llm_requests_total{')).map((line) => Buffer.from(line).toString());
  expect(series).toEqual(['llm_requests_total{model="half \ufffd",status="200"} 2']);
});

test('a model that is configured no more has no breaker', async () => {
  let breakers: Readonly<Record<string, 'open'>> = { gpt: 'open' };
  const metrics = createMetrics({ ...LEVELS, breakers: () => breakers });
  const told = async () => (await metrics.scrape(undefined)).text.includes('llm_circuit_breaker_state{upstream="gpt"}');
  expect(await told()).toBe(true);
  breakers = {};
  expect(await told()).toBe(false);
});

test('a client that left before there was a status counts as 499; health checks do not count', async () => {
  const { status: _status, ...gone } = observation();
  const lines = await text(gone, observation({ endpoint: 'GET /healthz' }));
  expect(lines.filter((line) => line.startsWith('llm_requests_total{'))).toEqual([
    'llm_requests_total{model="gpt",status="499"} 1',
  ]);
});

test('names that clients make up do not fill the registry', async () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    observation({ model: `m${i}`, catchAll: true, attempts: [attempt({ model: `m${i}` })] }),
  );
  const lines = await text(...many);
  expect(lines.filter((line) => line.startsWith('llm_requests_total{'))).toHaveLength(51);
  expect(lines.filter((line) => line.startsWith('llm_upstream_attempts_total{'))).toHaveLength(51);
});

test('a name with quotes, line breaks and backslashes stays one label', async () => {
  const lines = await text(observation({ model: 'a"b\\c\nd' }));
  expect(lines).toContain('llm_requests_total{model="a\\"b\\\\c\\nd",status="200"} 1');
});

test('a request that is asked to come back while a model wakes is counted apart from failures', async () => {
  const lines = await text(observation({ status: 503, asleep: true }), observation({ coldStartMs: 3_000 }));
  expect(lines).toContain('llm_requests_total{model="gpt",status="asleep"} 1');
  expect(lines).toContain('llm_cold_start_seconds_bucket{le="5",model="gpt"} 1');
});
