import type { Bar } from './bars.ts';
import type { Cardinality } from './cardinality.ts';
import type { ColdLoad } from './cold.ts';
import { round } from './medians.ts';
import type { Summary } from './samples.ts';
import type { SightCost } from './sight.ts';
import type { SynthCost } from './synth.ts';

/** Figures of the shared benchmark that we report, with their names for people. */
const GATEWAY_FIGURES: Readonly<Record<string, string>> = {
  cpu_us_per_req: 'CPU µs per request',
  c1_p50_us: 'p50 µs, one connection',
  c1_p99_us: 'p99 µs, one connection',
  c32_rps: 'requests/s, 32 connections',
  open100_p50_ms: 'p50 ms at 100 requests/s',
  open100_p99_ms: 'p99 ms at 100 requests/s',
  sse_ttft_p50_ms: 'TTFT p50 ms, 20 streams',
  sse_chunk_oneway_p50_ms: 'chunk one-way p50 ms',
  sse_chunk_oneway_p99_ms: 'chunk one-way p99 ms',
  sse_cpu_us_per_chunk: 'CPU µs per chunk, paced',
  burst_cpu_us_per_chunk: 'CPU µs per chunk, burst',
  rss_load_mb: 'RSS MB under load',
};

export const coldTable = (rows: readonly ColdLoad[]): string =>
  table(
    ['bundle', 'KB read', 'load CPU ms over an empty handler', 'started CPU ms'],
    rows.map((row) => [row.bundle, row.kilobytes, row.cpuMs, row.startedCpuMs]),
  );

export const synthTable = (rows: readonly SynthCost[]): string =>
  table(
    ['regions', 'validation', 'resources', 'wall s', 'CPU s', 'RSS MB'],
    rows.map((row) => [row.regions, row.validated ? 'on' : 'off', row.resources, row.wallS, row.cpuS, row.rssMb]),
  );

export const sightTable = (rows: readonly SightCost[]): string =>
  table(
    ['observed by', 'CPU µs per request in the router', 'over nothing'],
    rows.map((row) => [row.observed, row.cpuUs, row.overNothingUs]),
  );

export const cardinalityTable = (rows: readonly Cardinality[]): string =>
  table(
    ['tenants', 'series', 'with a label for the tenant', 'KB', 'CPU ms of a scrape'],
    rows.map((row) => [row.tenants, row.series, row.ofTenants, row.kilobytes, row.scrapeMs]),
  );

/** @param what the numbers are, e.g. `median` */
export function gatewayTable(what: string, summary: Summary): string {
  const names = Object.keys(summary);
  return table(
    [what, ...names],
    Object.entries(GATEWAY_FIGURES).map(([key, label]) => [label, ...names.map((name) => figureOf(summary[name]?.[key]))]),
  );
}

/** What was not measured, such as the CPU of no gateway, is a dash. */
const figureOf = (value: number | undefined): number | string => (value === undefined ? '–' : round(value, 2));

export const barsTable = (bars: readonly Bar[]): string =>
  table(
    ['all policies on', 'at most', 'measured', ''],
    bars.map(({ name, atMost, measured, met }) => [name, atMost, round(measured, 2), met ? 'met' : 'missed']),
  );

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---|' : '--:|')).join('')}`, ...rows.map(line)].join('\n');
}
