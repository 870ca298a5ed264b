import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Prometheus, startPrometheus } from '../../tools/demo/prometheus.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { startLoopbackServer } from '../../tools/emulator/loopback-server.ts';
import { createMetrics, IDLE } from '../../tools/local/observed/metrics.ts';
import { observation } from '../lambda/router/support/observations.ts';
import type { Harness } from '../support/harness.ts';
import type { Program } from './programs.ts';
import { settled } from './settled.ts';

/** Names that no configuration should have, and a client might send. */
const NAMES = ['quo"te', 'new\nline', 'carriage\rreturn', 'back\\slash', '} 1\nllm_requests_total 9', 'é漢😀', ' '];

interface Vector {
  readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[];
}

/** Names, amounts and files that are wrong, before the real programs. */
export async function testBadInput({ check, folder }: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  const metrics = createMetrics(IDLE);
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true, recording: true };
  for (const name of [...NAMES, 'x'.repeat(10_000)]) metrics.observe(observation({ tenant: name, model: name, trace }));
  for (const amount of [Number.NaN, -5, Number.POSITIVE_INFINITY]) {
    metrics.observe(observation({ tenant: 'odd', model: 'odd', inputTokens: amount, costMicroDollars: amount, endedAt: amount }));
  }
  const { address, close } = await startLoopbackServer(async ({ url, headers }, response) => {
    const { type, text } = await metrics.scrape(url === '/open' ? headers.accept : undefined);
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  const targets = { open: { address, path: '/open' }, plain: { address, path: '/plain' } };
  const started = (rules: readonly string[]): Promise<Prometheus> =>
    startPrometheus(programs.prometheus, path.join(folder, 'bad-input'), { rules, targets, alertmanager: '127.0.0.1:9' });

  const prometheus = await started([]);
  for (const job of Object.keys(targets)) {
    await check(`names with quotes, newlines and 10,000 characters reach Prometheus as they are, or as others (${job})`, () =>
      settled(async () => {
        const data = (await prometheus.get('query', { query: `llm_tenant_requests_total{job="${job}"}` })) as Vector;
        const tenants = data.result.map(({ metric }) => metric.tenant).sort();
        const expected = [...NAMES, '(other)', 'odd'].sort();
        return JSON.stringify(tenants) === JSON.stringify(expected) ? undefined : JSON.stringify(tenants);
      }),
    );
  }
  await check('amounts that are none leave no series that is none or falls', async () => {
    const data = (await prometheus.get('query', { query: '{__name__=~"llm_.*"}' })) as Vector;
    const wrong = data.result.filter(({ value: [, value] }) => !(Number(value) >= 0 && Number.isFinite(Number(value))));
    assert.deepEqual(wrong, []);
    assert.ok(data.result.length > 100, `there are ${data.result.length} series`);
  });
  close();

  await check('a rule file that does not parse: promtool says where, and no Prometheus starts with it', async () => {
    const broken = path.join(folder, 'broken-rules.yaml');
    writeFileSync(broken, 'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: rate(llm_requests_total[5m)\n');
    const { code, output } = await runChild(programs.promtool, ['check', 'rules', broken]);
    assert.notEqual(code, 0);
    assert.match(output, /broken-rules\.yaml: 5:15: .*could not parse expression/);
    await assert.rejects(started([broken]), /Prometheus did not start:(?:.|\n)*broken-rules\.yaml/);
  });
}
