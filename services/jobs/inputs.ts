import { canonicalBytes, sha256Of } from '../model-store/canonical.ts';
import { manifestKey } from '../model-store/layout.ts';
import { imageReference } from '../serving/engine/images.ts';
import { weightsPath } from '../serving/engine/weights.ts';
import type { GpuNodes } from '../serving/serving.ts';
import { SCRATCH_GIB } from '../serving/workload/sizes.ts';
import type { BuildOutput, Calibration, ModelBuild, ModelBuilds } from './model-build.ts';
import { scriptOf } from './scripts/script.ts';

/** Where a build writes, and the publisher reads. */
export const OUTPUT_PATH = '/output';

export const calibrationOf = ({ recipe }: Pick<ModelBuild, 'recipe'>): Calibration | undefined =>
  recipe.kind === 'checkpoint' ? recipe.calibration : recipe.quantisation?.calibration;

/** What the script is told: paths instead of names, as a pod sees them. */
export function recipeOf({ source, recipe, gpus, output }: ModelBuild): object {
  const calibration = (given: Calibration) => ({ ...given, texts: weightsPath(given.texts) });
  const shared = { source: weightsPath(source), output: OUTPUT_PATH, done: manifestPath(output) };
  if (recipe.kind === 'checkpoint') {
    return { ...shared, format: recipe.format, calibration: calibration(recipe.calibration) };
  }
  const { quantisation, limits } = recipe;
  return {
    ...shared,
    tensorParallel: gpus.count,
    limits,
    ...(quantisation && { format: quantisation.format, calibration: calibration(quantisation.calibration) }),
  };
}

/** It is there once the version is, as a pod sees it. */
export const manifestPath = ({ repository, version }: BuildOutput): string => `/${manifestKey(repository, version)}`;

/** All that decides on the bytes of the output, and not how they are called. */
export function inputsDigest(build: ModelBuild, { gpu }: GpuNodes): string {
  const { image, source, recipe, gpus } = build;
  const calibration = calibrationOf(build);
  return sha256Of(
    canonicalBytes({
      image: imageReference(image),
      source: weightsPath(source),
      texts: calibration && weightsPath(calibration.texts),
      recipe: withoutSizes(recipe),
      script: sha256Of(Buffer.from(scriptOf(recipe))),
      gpu,
      gpus: gpus.count,
    }),
  );
}

/** Sizes are for the checks. */
const withoutSizes = (recipe: ModelBuild['recipe']): unknown =>
  JSON.parse(JSON.stringify(recipe, (key, value) => (key === 'sizeGib' ? undefined : value)));

/** Of the Job and of what belongs to it. The same inputs make the same name, and Kubernetes runs one Job of a name. */
export const buildName = (build: ModelBuild, nodes: GpuNodes): string => `build-${inputsDigest(build, nodes).slice(0, 16)}`;

/** What a build reads from the bucket: each folder once. */
export function sourcesGib({ publisher }: ModelBuilds, build: ModelBuild): number {
  const texts = calibrationOf(build)?.texts;
  const folders = [build.source, publisher, ...(texts ? [texts] : [])];
  return [...new Map(folders.map((each) => [weightsPath(each), each.sizeGib])).values()].reduce((sum, gib) => sum + gib, 0);
}

/** Files that a build writes on the way: an engine's converted weights and the engine itself, beside what every engine writes. */
export const scratchGib = ({ recipe, output }: ModelBuild): number =>
  SCRATCH_GIB + (recipe.kind === 'engine' ? 2 * Math.ceil(output.sizeGib) : 0);

/** For the version's manifest: what it was made from, and by what. */
export function lineageOf(build: ModelBuild, nodes: GpuNodes): Readonly<Record<string, string>> {
  const { source, image, recipe, gpus } = build;
  const calibration = calibrationOf(build);
  return {
    base: weightsPath(source).slice(1),
    ...(calibration && { calibration: weightsPath(calibration.texts).slice(1) }),
    image: imageReference(image),
    recipe:
      recipe.kind === 'checkpoint' ? `checkpoint ${recipe.format}` : `engine ${recipe.quantisation?.format ?? 'as the base'}`,
    gpu: nodes.gpu,
    gpus: String(gpus.count),
    inputs: inputsDigest(build, nodes),
  };
}
