import { type Labels, PLATFORM_LABELS } from '../manifests/labels.ts';
import { engineOf } from './engine/engine.ts';
import { releaseName } from './names.ts';
import type { ModelRelease, ServedModel } from './served-model.ts';
import type { Serving } from './serving.ts';

/** Of what all models of a namespace share. */
export const sharedLabels = ({ platform }: Serving): Labels => ({
  'app.kubernetes.io/name': 'model-serving',
  'app.kubernetes.io/instance': platform,
  ...PLATFORM_LABELS,
});

/** By which the pods of one release are found. They never change, or the Deployment could not be updated. */
export const releaseSelector = (model: ServedModel, release: ModelRelease): Labels => ({
  'app.kubernetes.io/instance': releaseName(model, release),
  'app.kubernetes.io/component': MODEL_SERVER,
});

/** Value of `app.kubernetes.io/component` of every pod that serves a model. */
export const MODEL_SERVER = 'model-server';

export const releaseLabels = (model: ServedModel, release: ModelRelease): Labels => ({
  'app.kubernetes.io/name': engineOf(model.engine).software,
  ...releaseSelector(model, release),
  'app.kubernetes.io/version': release.weights.version,
  ...PLATFORM_LABELS,
  'llm-platform/model': model.name,
  'llm-platform/release': release.name,
});
