import { deepFreeze } from '../../../lib/config/deep-freeze.ts';
import type { RayWorkload } from '../../../services/ray/ray-workload.ts';
import type { ModelRelease, ServedModel } from '../../../services/serving/served-model.ts';
import { llama8b } from '../serving/support/models.ts';
import { regionOf } from '../serving/support/servings.ts';

const scaling = { kind: 'load', minReplicas: 1, maxReplicas: 3, targetPerReplica: 24, schedule: [] } as const;

/** Llama 3.1 8B on one L40S for each replica, one to three. */
export const model: ServedModel = {
  ...llama8b,
  image: { repository: 'docker.io/rayproject/ray-llm', version: '2.53.0', digest: `sha256:${'e'.repeat(64)}`, sizeGib: 30 },
  loraAdapters: [],
  releases: llama8b.releases.map((release): ModelRelease => ({ ...release, scaling })),
};

export const rayOf = (served: ServedModel = model, facts: Partial<RayWorkload> = {}): RayWorkload =>
  deepFreeze({
    serving: regionOf(served),
    version: '2.53.0',
    apiServerCidrs: ['10.10.16.0/20'],
    operatorNamespace: 'kuberay',
    ...facts,
  });
