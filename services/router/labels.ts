import { type Labels, PLATFORM_LABELS } from '../manifests/labels.ts';
import type { RouterWorkload } from './router-workload.ts';

/** Of every object, and of what its namespace calls it. */
export const ROUTER = 'router';

/** Of its certificate, and of the secret in which cert-manager keeps it. */
export const CERTIFICATE = 'router-tls';

/** By which the router's pods are found, also by the network policies of the models' namespace. They never change. */
export const routerSelector = ({ platform }: RouterWorkload): Labels => ({
  'app.kubernetes.io/instance': platform,
  'app.kubernetes.io/component': ROUTER,
});

export const routerLabels = (router: RouterWorkload): Labels => ({
  'app.kubernetes.io/name': ROUTER,
  ...routerSelector(router),
  'app.kubernetes.io/version': router.bundle.sha256.slice(0, 32),
  ...PLATFORM_LABELS,
});
