import { barsOf } from '../../../tools/bench/bars.ts';
import { differencesTo, medians, ratiosTo, type Samples } from '../../../tools/bench/samples.ts';

/** In the second round the machine is half as fast. */
const samples: Samples = {
  direct: { open100_p99_ms: [1, 2, 1] },
  portkey: { cpu_us_per_req: [400, 800, 500], open100_p99_ms: [9, 20, 9] },
  'ours, all policies on': { cpu_us_per_req: [100, 200, 150], open100_p99_ms: [4, 5, 2], rss_load_mb: [140, 120, 125] },
};

test('rounds are compared with themselves, as the speed of the machine drifts between them', () => {
  expect(medians(samples)).toMatchObject({ portkey: { cpu_us_per_req: 500 }, 'ours, all policies on': { cpu_us_per_req: 150 } });
  expect(ratiosTo('portkey', samples)['ours, all policies on']).toEqual({ cpu_us_per_req: 0.25, open100_p99_ms: 0.25 });
  expect(differencesTo('direct', samples)['ours, all policies on']).toEqual({ open100_p99_ms: 3 });
});

test('what nobody measured has no ratio', () => {
  expect(ratiosTo('litellm', samples)).toEqual({ direct: {}, portkey: {}, 'ours, all policies on': {} });
});

test('bars are met or missed by what was measured, and left out where nothing was', () => {
  expect(barsOf(samples, []).map(({ name, measured, met }) => [name, measured, met])).toEqual([
    ["CPU per request, of Portkey's", 0.25, true],
    ['p99 ms at 100 requests/s, over no gateway', 3, false],
    ['RSS MB under load', 125, true],
  ]);
  const cold = [{ bundle: 'router', kilobytes: 506, cpuMs: 49, startedCpuMs: 59 }];
  expect(barsOf({}, cold)).toEqual([
    { name: 'CPU ms to load the router, over an empty handler', atMost: 60, measured: 49, met: true },
  ]);
});
