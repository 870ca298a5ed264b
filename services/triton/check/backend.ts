import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';
import { PLATFORMS } from './complete.ts';

/** Name, backend, platform, library, largest batch, and the response cache's limits. */
export function checkBackend(config: ModelConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { backend, platform } = config;
  if (!config.name) problems.push({ path: 'name', message: 'the model has no name; write name: "…", as its folder is called' });
  if (platform === 'ensemble') {
    if (backend) {
      problems.push({
        path: 'backend',
        message: `an ensemble has no backend, and this has ${JSON.stringify(backend)}; remove it`,
      });
    }
    if (!config.ensemble_scheduling) {
      problems.push({
        path: 'ensemble_scheduling',
        message: 'the platform is "ensemble" and there are no steps; write ensemble_scheduling',
      });
    }
  } else if (!backend) {
    const known = platform
      ? `the platform ${JSON.stringify(platform)} belongs to no backend`
      : 'neither backend nor platform is set';
    problems.push({ path: 'backend', message: `${known}; write backend: "onnxruntime", "tensorrt", "python", …` });
  } else if (PLATFORMS.has(backend) && platform !== PLATFORMS.get(backend)) {
    problems.push({
      path: 'platform',
      message: `platform ${JSON.stringify(platform)} does not go with backend "${backend}"; write "${PLATFORMS.get(backend)}" or leave it out`,
    });
  }
  if (config.runtime?.split('/').includes('..') || config.runtime?.startsWith('/')) {
    problems.push({
      path: 'runtime',
      message: `${JSON.stringify(config.runtime)} leaves the backend's folder; write the name of a file in it`,
    });
  }
  if ((config.max_batch_size ?? 0) < 0) {
    problems.push({
      path: 'max_batch_size',
      message: `max_batch_size is ${config.max_batch_size}; write 0 for no batching, or the largest batch`,
    });
  }
  return [...problems, ...checkResponseCache(config)];
}

function checkResponseCache(config: ModelConfig): readonly ConfigProblem[] {
  if (!config.response_cache?.enable) return [];
  const without = (what: string) => [
    { path: 'response_cache', message: `responses of ${what} cannot be cached; remove response_cache` },
  ];
  if (config.model_transaction_policy?.decoupled) return without('a decoupled model');
  return config.sequence_batching ? without('a model with sequence batching') : [];
}
