import { DEFAULT_TIMEOUTS, type UpstreamTimeouts } from '../../../lambda/router/contract/resilience.ts';
import type { PlatformData } from '../schema/platform.ts';

type Model = PlatformData['models'][string];

/** Undefined when nothing is written: the router's defaults apply. A part cannot take longer than the whole. */
export function resolveTimeouts(written: Model['timeouts']): UpstreamTimeouts | undefined {
  if (written === undefined || Object.keys(written).length === 0) return undefined;
  const { connectSeconds, firstTokenSeconds, stallSeconds, totalSeconds } = written;
  const totalMs = milliseconds(totalSeconds) ?? DEFAULT_TIMEOUTS.totalMs;
  return {
    connectMs: milliseconds(connectSeconds) ?? Math.min(DEFAULT_TIMEOUTS.connectMs, totalMs),
    firstTokenMs: milliseconds(firstTokenSeconds) ?? Math.min(DEFAULT_TIMEOUTS.firstTokenMs, totalMs),
    stallMs: milliseconds(stallSeconds) ?? Math.min(DEFAULT_TIMEOUTS.stallMs, totalMs),
    totalMs,
  };
}

const milliseconds = (seconds: number | undefined): number | undefined => seconds && seconds * 1000;
