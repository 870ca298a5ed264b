import { nameProblem, versionProblem } from '../../model-store/names.ts';
import { weightsProblems } from '../../serving/checks/names.ts';
import type { ServingProblem } from '../../serving/checks/problem.ts';
import type { Serving } from '../../serving/serving.ts';
import { calibrationOf, inputsDigest } from '../inputs.ts';
import type { ModelBuild } from '../model-build.ts';
import { type PlacedBuild, pathOf, placedBuilds } from '../placed.ts';
import { roomProblems } from './room.ts';
import { suitProblems } from './suits.ts';

/** What is wrong with the builds of a region. */
export function buildProblems(serving: Serving): readonly ServingProblem[] {
  const { builds, nodeGroups } = serving;
  if (builds === undefined) return [];
  const placed = placedBuilds(serving);
  const known = nodeGroups.map(({ name }) => name);
  return [
    ...weightsProblems('builds.publisher', builds.publisher),
    ...builds.builds.flatMap((build, at) => [
      ...(known.includes(build.gpus.nodeGroup)
        ? []
        : [
            {
              path: `${pathOf(at)}.gpus.nodeGroup`,
              message: `is ${JSON.stringify(build.gpus.nodeGroup)}, and the region has ${known.join(', ') || 'no node group'}; use one of them, or add it`,
            },
          ]),
      ...inputProblems(build, pathOf(at)),
    ]),
    ...placed.flatMap(twice),
    ...placed.flatMap((each) => [...roomProblems(serving, builds, each), ...suitProblems(serving, each)]),
  ];
}

function inputProblems(build: ModelBuild, path: string): readonly ServingProblem[] {
  const { output, source, recipe, deadlineSeconds } = build;
  const calibration = calibrationOf(build);
  const named = { repository: nameProblem('model', output.repository), version: versionProblem(output.version) };
  const whole: readonly (readonly [string, number])[] = [
    ['deadlineSeconds', deadlineSeconds],
    ...(calibration
      ? ([
          ['calibration.samples', calibration.samples],
          ['calibration.maxTokens', calibration.maxTokens],
        ] as const)
      : []),
    ...(recipe.kind === 'engine'
      ? Object.entries(recipe.limits).map(([field, value]) => [`limits.${field}`, value] as const)
      : []),
  ];
  return [
    ...Object.entries(named).flatMap(([field, message]) => (message ? [{ path: `${path}.output.${field}`, message }] : [])),
    ...weightsProblems(`${path}.source`, source),
    ...(calibration ? weightsProblems(`${path}.recipe.calibration.texts`, calibration.texts) : []),
    ...whole
      .filter(([, value]) => !(Number.isInteger(value) && value > 0))
      .map(([field, value]) => ({ path: `${path}.${field}`, message: `is ${value}; use a whole number from 1` })),
    ...(recipe.kind === 'engine' && recipe.limits.maxInputTokens >= recipe.limits.maxSequenceTokens
      ? [
          {
            path: `${path}.limits.maxInputTokens`,
            message: `is ${recipe.limits.maxInputTokens}, and maxSequenceTokens ${recipe.limits.maxSequenceTokens} holds the answer too; lower it, or raise maxSequenceTokens`,
          },
        ]
      : []),
  ];
}

/** The same inputs are built once, and a version is written once. */
function twice({ build, nodes, path }: PlacedBuild, at: number, all: readonly PlacedBuild[]): readonly ServingProblem[] {
  const before = all.slice(0, at);
  const digest = inputsDigest(build, nodes);
  const same = before.find((other) => inputsDigest(other.build, other.nodes) === digest);
  if (same) return [{ path, message: `has the inputs of ${same.path}, and would make the same; remove one of them` }];
  const { repository, version } = build.output;
  const other = before.find(({ build: { output } }) => output.repository === repository && output.version === version);
  return other
    ? [
        {
          path: `${path}.output.version`,
          message: `is ${repository} ${version}, as of ${other.path}; give it a version of its own`,
        },
      ]
    : [];
}
