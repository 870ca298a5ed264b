import type { Problem } from '../config-error.ts';
import type { ServedData } from '../resolve/served-model.ts';
import type { PlatformData } from '../schema/platform.ts';
import { problem } from './check.ts';

/** What is scaled by requests in flight has somebody whom KEDA can ask how many there are. */
export function scalingSignalProblems(
  { observability }: Partial<PlatformData>,
  path: readonly PropertyKey[],
  { scale, releases }: ServedData,
): Problem[] {
  if (observability?.inCluster !== undefined || observability?.prometheusUrl !== undefined) return [];
  const scales = [
    { at: [...path, 'scale'], scale },
    ...releases.map((release, index) => ({ at: [...path, 'releases', index, 'scale'], scale: release.scale })),
  ];
  return scales
    .filter(({ scale: each }) => each?.max !== undefined && each.cpuPercent === undefined && each.replicas === undefined)
    .map(({ at }) =>
      problem(
        at,
        undefined,
        'is by requests in flight, which KEDA asks a Prometheus in the cluster for, and there is none; add observability.inCluster: {}, name yours in observability.prometheusUrl, or scale by cpuPercent',
      ),
    );
}
