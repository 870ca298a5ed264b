import { request } from 'node:http';
import { median } from '../bench/medians.ts';
import { type ProcessSample, sampleOf } from './process-sample.ts';

export interface Watch {
  readonly samples: readonly ProcessSample[];
  /** Milliseconds of `GET /healthz`; infinite for one that failed. */
  readonly health: readonly number[];
  stop(): void;
}

/** Looks at the process once a second, and asks it four times a second how it is. */
export function watch(pid: number, url: string): Watch {
  const samples: ProcessSample[] = [];
  const health: number[] = [];
  const sampling = setInterval(() => samples.push(sampleOf(pid)), 1_000);
  const asking = setInterval(() => void healthMs(url).then((ms) => health.push(ms)), 250);
  return {
    samples,
    health,
    stop: () => {
      clearInterval(sampling);
      clearInterval(asking);
    },
  };
}

function healthMs(url: string): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const asked = request(new URL('/healthz', url), { agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200 ? performance.now() - startedAt : Number.POSITIVE_INFINITY));
    });
    asked.on('error', () => resolve(Number.POSITIVE_INFINITY));
    asked.end();
  });
}

/** Medians of the second tenth, when everything is warm, and of the last. */
export function drift(samples: readonly ProcessSample[], of: (sample: ProcessSample) => number): { first: number; last: number } {
  const size = Math.max(1, Math.floor(samples.length / 10));
  return { first: median(samples.slice(size, 2 * size).map(of)), last: median(samples.slice(-size).map(of)) };
}
