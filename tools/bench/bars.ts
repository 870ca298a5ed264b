import type { ColdLoad } from './cold.ts';
import { OURS_WITH_POLICIES } from './gateway.ts';
import { differencesTo, medians, ratiosTo, type Samples } from './samples.ts';

/** A goal for the router with every policy on, and what was measured. */
export interface Bar {
  readonly name: string;
  readonly atMost: number;
  readonly measured: number;
  readonly met: boolean;
}

/** The goals whose figures were measured. */
export function barsOf(gateway: Samples, cold: readonly ColdLoad[]): readonly Bar[] {
  const [figures, ofPortkey, overDirect] = [medians(gateway), ratiosTo('portkey', gateway), differencesTo('direct', gateway)].map(
    (summary) => summary[OURS_WITH_POLICIES] ?? {},
  );
  const bar = (name: string, atMost: number, measured: number | undefined): readonly Bar[] =>
    measured === undefined ? [] : [{ name, atMost, measured, met: measured <= atMost }];
  return [
    ...bar("CPU per request, of Portkey's", 0.25, ofPortkey?.cpu_us_per_req),
    ...bar('p99 ms at 100 requests/s, over no gateway', 2, overDirect?.open100_p99_ms),
    ...bar('CPU µs per chunk, paced', 25, figures?.sse_cpu_us_per_chunk),
    ...bar('TTFT p50 ms, 20 streams', 5, figures?.sse_ttft_p50_ms),
    ...bar('RSS MB under load', 130, figures?.rss_load_mb),
    ...bar('CPU ms to load the router, over an empty handler', 60, cold.find(({ bundle }) => bundle === 'router')?.cpuMs),
  ];
}
