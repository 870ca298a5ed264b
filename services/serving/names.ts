import { doorsOf } from './entry/doors.ts';
import type { ModelRelease, ServedModel } from './served-model.ts';
import type { Serving } from './serving.ts';

/** Service account of every pod that serves a model; its role must be able to read the bucket of models. */
export const SERVICE_ACCOUNT = 'model-server';

/** Service account of what makes new versions of models; its role must be the publisher of the repository. */
export const PUBLISHER_ACCOUNT = 'model-publisher';

/** Secret with the key of Triton's administrative endpoints, under `key`. Nothing here makes it. */
export const ADMIN_KEY_SECRET = 'triton-admin-key';

/** Name of everything that belongs to one release. */
export const releaseName = (model: ServedModel, release: ModelRelease): string => `${model.name}-${release.name}`;

/** The address of a release inside the cluster; each has its own, so that the router alone decides on shares. */
export function releaseUrl(serving: Serving, model: ServedModel, release: ModelRelease): string {
  const { protocol, routers } = doorsOf(serving, model.engine);
  return `${protocol}://${releaseName(model, release)}.${serving.namespace}.svc.cluster.local:${routers}`;
}
