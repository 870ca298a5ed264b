import { nameProblem, versionProblem } from '../../model-store/names.ts';
import { LORA_RANKS } from '../engine/vllm-command.ts';
import type { ServedModel, StoredWeights } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { pathOf, type ServingProblem } from './problem.ts';

/** Together short enough for the names that Kubernetes makes of them for pods. */
const MODEL_NAME = /^(?=.{1,36}$)[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** Without a hyphen, or two models and releases could make one name. */
const RELEASE_NAME = /^[a-z0-9]{1,10}$/;
const CONTENT = /^[0-9a-f]{32}$/;
const LARGEST_RANK = Math.max(...LORA_RANKS);
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Names that become those of Kubernetes objects and folders, digests, and shares of traffic. */
export function nameProblems({ models }: Serving): readonly ServingProblem[] {
  return models.flatMap((model, at) => {
    const path = pathOf(model);
    const twice = models.findIndex(({ name }) => name === model.name) < at;
    return [
      ...(twice ? [{ path, message: `two models are called ${JSON.stringify(model.name)}; give each its own name` }] : []),
      ...(MODEL_NAME.test(model.name)
        ? []
        : [
            {
              path: `${path}.name`,
              message: `is ${JSON.stringify(model.name)}; use up to 36 lower-case letters, digits and hyphens between them, beginning with a letter`,
            },
          ]),
      ...(DIGEST.test(model.image.digest)
        ? []
        : [
            {
              path: `${path}.image.digest`,
              message: `is ${JSON.stringify(model.image.digest)}; write sha256: and 64 hexadecimal digits, a tag can be moved`,
            },
          ]),
      ...releaseProblems(model, path),
      ...adapterProblems(model, path),
    ];
  });
}

function releaseProblems({ releases }: ServedModel, path: string): readonly ServingProblem[] {
  if (releases.length === 0) return [{ path: `${path}.releases`, message: 'is empty; name one release or more' }];
  const percent = releases.reduce((sum, { trafficPercent }) => sum + trafficPercent, 0);
  return [
    ...releases.flatMap((release, at) => [
      ...(RELEASE_NAME.test(release.name)
        ? []
        : [
            {
              path: `${path}.releases[${at}].name`,
              message: `is ${JSON.stringify(release.name)}; use up to 10 lower-case letters and digits, e.g. v3`,
            },
          ]),
      ...weightsProblems(`${path}.releases[${at}].weights`, release.weights),
      ...(releases.findIndex(({ name }) => name === release.name) < at
        ? [{ path: `${path}.releases[${at}].name`, message: `two releases are called ${release.name}; give each its own name` }]
        : []),
    ]),
    ...(percent === 100
      ? []
      : [
          {
            path: `${path}.releases`,
            message: `have ${releases.map(({ name, trafficPercent }) => `${name} ${trafficPercent} %`).join(' and ')}, together ${percent} %; make them 100 %`,
          },
        ]),
  ];
}

function adapterProblems({ engine, loraAdapters, name: model }: ServedModel, path: string): readonly ServingProblem[] {
  if (loraAdapters.length === 0) return [];
  const names = [model, ...loraAdapters.map(({ name }) => name)];
  return [
    ...(engine === 'vllm'
      ? []
      : [
          {
            path: `${path}.loraAdapters`,
            message: `${engine} takes no adapters here; use the engine vllm, or merge the adapter into the weights`,
          },
        ]),
    ...loraAdapters.flatMap(({ name, weights, rank }, at) => [
      ...(names.indexOf(name) < at + 1
        ? [{ path: `${path}.loraAdapters[${at}].name`, message: `${JSON.stringify(name)} is taken; give it its own name` }]
        : []),
      ...(/^[\w.-]+$/.test(name)
        ? []
        : [{ path: `${path}.loraAdapters[${at}].name`, message: `is ${JSON.stringify(name)}; use letters, digits, _, - and .` }]),
      ...weightsProblems(`${path}.loraAdapters[${at}].weights`, weights),
      ...(Number.isInteger(rank) && rank >= 1 && rank <= LARGEST_RANK
        ? []
        : [{ path: `${path}.loraAdapters[${at}].rank`, message: `is ${rank}; use a whole number from 1 to ${LARGEST_RANK}` }]),
    ]),
  ];
}

/** Names and digest of stored weights that the bucket cannot have. */
export function weightsProblems(path: string, { repository, version, content }: StoredWeights): readonly ServingProblem[] {
  const problems = {
    repository: nameProblem('model', repository),
    version: versionProblem(version),
    content: CONTENT.test(content)
      ? undefined
      : `is ${JSON.stringify(content)}; write the content that blueprint model list shows: 32 hexadecimal digits`,
  };
  return Object.entries(problems).flatMap(([field, message]) => (message ? [{ path: `${path}.${field}`, message }] : []));
}
