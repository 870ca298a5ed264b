import { randomBytes } from 'node:crypto';
import type { Harness } from '../support/harness.ts';
import type { RunningDemo } from './demo.ts';
import { askPlatform, inTime } from './watch.ts';

interface Series {
  readonly data: readonly {
    readonly seriesLabels: Readonly<Record<string, string>>;
    readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[];
  }[];
}

/** A request's trace, and the way to it from a metric. */
export async function testTraces({ check }: Harness, demo: RunningDemo): Promise<void> {
  const traceOf = async (id: string) => (await fetch(`${demo.traces}/traces/${id}`)).text();

  await check('a request with a traceparent is one trace through quota, cache and upstream', async () => {
    const id = randomBytes(16).toString('hex');
    await askPlatform(demo, 'chat', { traceparent: `00-${id}-${randomBytes(8).toString('hex')}-01` });
    await inTime(async () => {
      const text = await traceOf(id);
      const names = [...text.matchAll(/^ *[\d.]+ ms +[\d.]+ ms {2}( *)(.+)$/gm)].map(
        ([, indent = '', name]) => `${indent.length / 2} ${name}`,
      );
      const missing = ['0 POST /v1/chat/completions', '1 quota', '1 cache', '1 chat large'].filter(
        (name) => !names.includes(name),
      );
      return missing.length === 0 ? undefined : `${missing} are not among ${names}:\n${text}`;
    });
  });
  await check('Prometheus has exemplars of every time, and each leads to its trace', () =>
    inTime(async () => {
      const range = { start: String(Date.now() / 1000 - 30), end: String(Date.now() / 1000) };
      for (const metric of ['llm_request_latency_seconds', 'llm_time_to_first_token_seconds']) {
        const query = new URLSearchParams({ query: `${metric}_bucket`, ...range });
        const response = await fetch(`${demo.prometheus}/api/v1/query_exemplars?${query}`);
        const ids = ((await response.json()) as Series).data.flatMap(({ exemplars }) =>
          exemplars.map(({ labels }) => labels.trace_id),
        );
        const id = ids.at(-1);
        if (id === undefined) return `${metric} has no exemplar`;
        const text = await traceOf(id);
        if (!text.includes('POST /v1/chat/completions')) return `the trace ${id} of ${metric} is: ${text}`;
      }
      return undefined;
    }),
  );
  await check('the dashboards are drawn from this Prometheus', () =>
    inTime(async () => {
      const panel = await fetch(new URL('/_sight/panel?dashboard=llm-overview&row=0&panel=0&minutes=1', demo.dashboards));
      const { lines, error } = (await panel.json()) as { readonly lines?: readonly unknown[]; readonly error?: string };
      return lines !== undefined && lines.length > 0 ? undefined : `the first panel has no line: ${error}`;
    }),
  );
}
