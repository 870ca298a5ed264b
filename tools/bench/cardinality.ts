import type { Measure } from '../../lambda/router/domain/quota/store.ts';
import type { Observation } from '../../lambda/router/domain/telemetry/observation.ts';
import { observation } from '../../test/lambda/router/support/observations.ts';
import { createMetrics, IDLE } from '../local/observed/metrics.ts';
import { round } from './medians.ts';

/** What a number of tenants adds to the metrics. */
export interface Cardinality {
  readonly tenants: number;
  /** All of them. */
  readonly series: number;
  /** Those with a label for the tenant. */
  readonly ofTenants: number;
  readonly kilobytes: number;
  /** CPU milliseconds of one scrape. */
  readonly scrapeMs: number;
}

/** Every tenant does all that has a series: each outcome, tokens of both kinds, cost, and a refusal by each measure. */
const { status: _status, ...left } = observation();
const MEASURES: readonly Measure[] = ['requests', 'tokens', 'microDollars', 'concurrency'];
const ALL: readonly Observation[] = [
  left,
  observation({ costMicroDollars: 5 }),
  observation({ status: 503 }),
  ...MEASURES.map((measure) => observation({ status: 429, quotaRefusal: { measure, scope: 'tenant' } })),
];

/** For each number of tenants, a platform that has seen so many. */
export async function cardinalities(counts: readonly number[]): Promise<readonly Cardinality[]> {
  const all: Cardinality[] = [];
  // One after the other: CPU time is the process'.
  for (const tenants of counts) all.push(await cardinalityOf(tenants));
  return all;
}

async function cardinalityOf(tenants: number): Promise<Cardinality> {
  const metrics = createMetrics(IDLE);
  for (let tenant = 0; tenant < tenants; tenant++) {
    for (const what of ALL) metrics.observe({ ...what, tenant: `tenant-${tenant}` });
  }
  await metrics.scrape(undefined);
  const before = process.cpuUsage();
  const { text } = await metrics.scrape(undefined);
  const { user, system } = process.cpuUsage(before);
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    tenants,
    series: series.length,
    ofTenants: series.filter((line) => line.includes('tenant="')).length,
    kilobytes: Math.round(Buffer.byteLength(text) / 1024),
    scrapeMs: round((user + system) / 1000),
  };
}
