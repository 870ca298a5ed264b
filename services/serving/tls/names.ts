import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';

/** Namespace of cert-manager, where the key of the authority is kept. */
export const CERT_MANAGER = 'cert-manager';

/** Name of the authority of a platform's models in a cluster: a ClusterIssuer of cert-manager. */
export const authorityName = (platform: string): string => `${platform}-models`;

/** Who a router says it is. */
export const ROUTER_IDENTITY = 'router';

/** Secret with the certificate of a release. */
export const serverSecretName = (model: ServedModel, release: ModelRelease): string => `${releaseName(model, release)}-tls`;
