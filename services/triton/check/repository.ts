import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';
import { completed } from './complete.ts';
import { checkDecoupledSteps } from './decoupled-steps.ts';
import { checkEnsembleTensors } from './ensemble-tensors.ts';

/** A model as its folder in a repository has it. */
export interface RepositoryModel {
  readonly config: ModelConfig;
  /** The version folders that the version policy serves. */
  readonly served: readonly number[];
}

/** A problem of one model among others. */
export interface RepositoryProblem extends ConfigProblem {
  readonly model: string;
}

/**
 * What Triton refuses in ensembles once it sees the models they name: models and versions that are not there, circles, and tensors that do not
 * fit. Each configuration by itself is checked with `checkConfig`.
 */
export function checkRepository(models: ReadonlyMap<string, RepositoryModel>): readonly RepositoryProblem[] {
  const configs = new Map([...models].map(([folder, { config }]) => [folder, completed(config, { folder })]));
  return [...configs].flatMap(([model, config]) => {
    if (!config.ensemble_scheduling) return [];
    const missing = checkModelsAreThere(config, models);
    const found = missing.length > 0 ? missing : checkCircle(model, configs);
    const problems =
      found.length > 0 ? found : [...checkEnsembleTensors(config, configs), ...checkDecoupledSteps(config, configs)];
    return problems.map((problem) => ({ model, ...problem }));
  });
}

const NEWEST = -1;

function checkModelsAreThere(config: ModelConfig, models: ReadonlyMap<string, RepositoryModel>): readonly ConfigProblem[] {
  return (config.ensemble_scheduling?.step ?? []).flatMap(({ model_name: name = '', model_version: version = 0 }, at) => {
    const path = `ensemble_scheduling.step[${at}]`;
    const model = models.get(name);
    if (!model) {
      return [
        {
          path: `${path}.model_name`,
          message: `the model "${name}" is not in the repository, which has ${[...models.keys()].join(', ')}; add it`,
        },
      ];
    }
    // 0 is what an unset field is; Triton reads it as a version, and no folder is called 0.
    if (version === NEWEST || model.served.includes(version)) return [];
    const served = model.served.join(', ') || 'none';
    return [
      {
        path: `${path}.model_version`,
        message: `version ${version} of "${name}" is not served, its versions are: ${served}; write one of them, or -1 for the newest`,
      },
    ];
  });
}

function checkCircle(start: string, configs: ReadonlyMap<string, ModelConfig>): readonly ConfigProblem[] {
  const reached = new Set<string>();
  const queue = [start];
  for (let model = queue.pop(); model !== undefined; model = queue.pop()) {
    for (const { model_name: next = '' } of configs.get(model)?.ensemble_scheduling?.step ?? []) {
      if (next === start) {
        const message = `the ensemble "${start}" is a step of ${model === start ? 'itself' : `"${model}", which it uses`}; break the circle`;
        return [{ path: 'ensemble_scheduling', message }];
      }
      if (!reached.has(next)) queue.push(next);
      reached.add(next);
    }
  }
  return [];
}
