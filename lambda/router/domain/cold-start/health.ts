import type { UpstreamTimeouts } from '../../contract/resilience.ts';
import { DEFAULT_TIMEOUTS } from '../../contract/resilience.ts';
import type { RemoteTarget } from '../../contract/targets.ts';
import type { Upstream } from '../ports.ts';

const TIMEOUTS: UpstreamTimeouts = Object.freeze({
  connectMs: DEFAULT_TIMEOUTS.connectMs,
  firstTokenMs: 5_000,
  stallMs: 5_000,
  totalMs: 10_000,
});

/** Whether a model's server says that it answers, by the path that kubelet asks. Never rejects. */
export async function isReady(target: RemoteTarget, upstream: Upstream, signal: AbortSignal): Promise<boolean> {
  if (!('baseUrl' in target)) return true;
  const { origin } = new URL(target.baseUrl);
  const path = target.kind === 'triton' ? '/v2/health/ready' : '/health';
  try {
    const call = { method: 'GET', baseUrl: origin, path, headers: {}, body: '', timeouts: TIMEOUTS, signal } as const;
    const { status, read } = await upstream.send(call);
    await read(() => undefined);
    return status === 200;
  } catch {
    return false;
  }
}
