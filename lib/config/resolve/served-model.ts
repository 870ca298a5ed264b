import { wakesWithinSeconds } from '../../../services/serving/cold-start.ts';
import { coldStart, DRAIN_SECONDS, hostShare } from '../../../services/serving/defaults.ts';
import { pinnedImage } from '../../../services/serving/engine/images.ts';
import { weightsGib } from '../../../services/serving/engine/weights.ts';
import type {
  ColdStartBudget,
  ContainerImage,
  LoraAdapter,
  ModelRelease,
  Scaling,
  ServedModel,
  StoredWeights,
} from '../../../services/serving/served-model.ts';
import type { GpuNodes } from '../../../services/serving/serving.ts';
import type { PlatformData } from '../schema/platform.ts';
import { written } from './written.ts';

export type ServedData = NonNullable<PlatformData['models'][string]['served']>;
type AdapterData = NonNullable<PlatformData['models'][string]['adapter']>;
type ReleaseData = ServedData['releases'][number];
type ScaleData = NonNullable<ServedData['scale']>;

/** A served model on the nodes of one region, with every default filled in; nothing while its memory is not described. */
export function resolveServedModel(
  name: string,
  served: ServedData,
  loraAdapters: readonly LoraAdapter[],
  nodes: GpuNodes | undefined,
): ServedModel | undefined {
  const memory = resolveMemory(served.memory);
  if (memory === undefined) return undefined;
  const { nodeGroup, tensorParallel = 1, pipelineParallel = 1 } = served.gpus;
  const releases = resolveReleases(name, served);
  const image: ContainerImage = served.image ?? pinnedImage(served.engine);
  return {
    name,
    engine: served.engine,
    image,
    gpus: { nodeGroup, tensorParallel, pipelineParallel },
    memory,
    host: { ...hostShare(tensorParallel, nodes), ...written(served.host) },
    releases,
    loraAdapters,
    ...(served.triton?.responseCacheMib !== undefined && { responseCacheMib: served.triton.responseCacheMib }),
    rollout: served.rollout ?? 'in-place',
    startup: resolveStartup(served, image, releases, loraAdapters),
    drainSeconds: served.drainSeconds ?? DRAIN_SECONDS,
  };
}

const resolveStartup = (
  { startup }: ServedData,
  image: ContainerImage,
  releases: readonly ModelRelease[],
  loraAdapters: readonly LoraAdapter[],
): ColdStartBudget => ({
  ...coldStart(image, weightsGib({ releases: releases.slice(0, 1), loraAdapters })),
  ...written(startup),
});

/** How long each release of a model may take to answer whoever finds no replica, by name; those that always have one are left out. */
export function wakingSeconds(
  name: string,
  served: ServedData,
  loraAdapters: readonly LoraAdapter[],
): ReadonlyMap<string, number> {
  const releases = resolveReleases(name, served);
  const startup = resolveStartup(served, served.image ?? pinnedImage(served.engine), releases, loraAdapters);
  return new Map(
    releases.flatMap((release) => {
      const seconds = wakesWithinSeconds(release.scaling, startup);
      return seconds === undefined ? [] : [[release.name, seconds] as const];
    }),
  );
}

export const resolveAdapter = (name: string, adapter: AdapterData): LoraAdapter => ({
  name,
  weights: storedWeights(name, adapter.repository, adapter),
  rank: adapter.rank ?? 16,
});

function resolveMemory(memory: ServedData['memory']): ServedModel['memory'] | undefined {
  const { parameters, layers, kvHeads, headDim, weightType, kvCacheType, contextTokens = 8192, maxSequences = 64 } = memory;
  if (memory.gibPerGpu !== undefined) return { kind: 'fixed', gibPerGpu: memory.gibPerGpu };
  if (parameters === undefined || layers === undefined || kvHeads === undefined || headDim === undefined) return undefined;
  return {
    kind: 'language-model',
    ...{ parameters, layers, kvHeads, headDim, contextTokens, maxSequences },
    weightType: weightType ?? 'bf16',
    kvCacheType: kvCacheType ?? 'bf16',
    meanTokens: memory.meanTokens ?? Math.min(2048, contextTokens),
  };
}

/** Names and shares of a model's releases. */
export function releaseShares({ releases }: ServedData): readonly { readonly name: string; readonly percent: number }[] {
  const given = releases.reduce((sum, { trafficPercent = 0 }) => sum + trafficPercent, 0);
  return releases.map((release) => ({
    name: releaseNameOf(release),
    percent: release.trafficPercent ?? Math.max(0, 100 - given),
  }));
}

function resolveReleases(name: string, served: ServedData): ModelRelease[] {
  const shares = releaseShares(served);
  return served.releases.map((release, at) => ({
    name: releaseNameOf(release),
    weights: storedWeights(name, served.repository, release),
    trafficPercent: shares[at]?.percent ?? 0,
    scaling: resolveScaling(release.scale ?? served.scale ?? {}, served.memory.maxSequences),
  }));
}

/** `v` and the version, without what no name of an object may hold. */
const releaseNameOf = ({ name, version }: ReleaseData): string =>
  name ?? `v${version.toLowerCase().replace(/[^a-z0-9]/g, '')}`.slice(0, 10);

const storedWeights = (
  name: string,
  repository: string | undefined,
  { version, content, sizeGib }: Pick<ReleaseData, 'version' | 'content' | 'sizeGib'>,
): StoredWeights => ({ repository: repository ?? name, version, content, sizeGib });

function resolveScaling(scale: ScaleData, maxSequences = 16): Scaling {
  const { replicas, min = 1, max = Math.max(1, min), cpuPercent, requestsPerReplica, schedule = [] } = scale;
  if (scale.max === undefined) return { kind: 'fixed', replicas: replicas ?? 1 };
  const range = { minReplicas: min, maxReplicas: max };
  if (cpuPercent !== undefined) return { kind: 'cpu', ...range, targetPercent: cpuPercent };
  return {
    kind: 'load',
    ...range,
    targetPerReplica: requestsPerReplica ?? Math.max(1, Math.floor(maxSequences / 2)),
    schedule: schedule.map(({ start, end, timezone, replicas: least }) => ({
      ...{ start, end, timezone: timezone ?? 'Etc/UTC', replicas: least },
    })),
  };
}
