import type { ModelBuild, ModelBuilds } from '../../../services/jobs/model-build.ts';
import { hostShare } from '../../../services/serving/defaults.ts';
import { pinnedImage } from '../../../services/serving/engine/images.ts';
import type { GpuNodes } from '../../../services/serving/serving.ts';
import type { PlatformData } from '../schema/platform.ts';
import { written } from './written.ts';

type BuildsData = NonNullable<NonNullable<PlatformData['regions'][string]['gpus']>['builds']>;
type VersionData = BuildsData['versions'][number];

/** What a region's cluster makes, with every default filled in. A version that says nothing, or two things, of how is left out: it is told by itself. */
export const resolveBuilds = ({ publisher, versions }: BuildsData, nodeGroups: readonly GpuNodes[]): ModelBuilds => ({
  publisher,
  builds: versions.flatMap((version) => resolveBuild(version, nodeGroups)),
});

function resolveBuild(version: VersionData, nodeGroups: readonly GpuNodes[]): ModelBuild[] {
  const { output, source, gpus, image, host, deadlineSeconds = 7200, servedBy } = version;
  const recipe = recipeOf(version);
  if (recipe === undefined) return [];
  const { nodeGroup, count = 1 } = gpus;
  const nodes = nodeGroups.find(({ name }) => name === nodeGroup);
  return [
    {
      ...{ output, source, recipe, deadlineSeconds },
      image: image ?? pinnedImage('triton-tensorrt-llm'),
      gpus: { nodeGroup, count },
      host: { ...hostShare(count, nodes), ...written(host) },
      ...(servedBy !== undefined && { servedBy }),
    },
  ];
}

function recipeOf({ checkpoint, engine }: VersionData): ModelBuild['recipe'] | undefined {
  if (checkpoint && engine) return undefined;
  if (checkpoint) return { kind: 'checkpoint', ...checkpoint };
  if (engine === undefined) return undefined;
  const { quantisation, limits } = engine;
  return { kind: 'engine', ...(quantisation && { quantisation }), limits };
}
