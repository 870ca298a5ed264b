import type { PodSecurityContext, SecurityContext } from 'cdk8s-plus-33/lib/imports/k8s';

/** The user of Triton's image; vLLM's has none of its own but root. */
export const USER_ID = 1000;
export const GROUP_ID = 1000;

export const POD_SECURITY: PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: USER_ID,
  runAsGroup: GROUP_ID,
  fsGroup: GROUP_ID,
  seccompProfile: { type: 'RuntimeDefault' },
};

export const CONTAINER_SECURITY: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
