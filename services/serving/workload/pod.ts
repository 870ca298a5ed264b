import { type PodTemplateSpec, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import type { PodRole } from '../engine/vllm-command.ts';
import { releaseLabels } from '../labels.ts';
import { SERVICE_ACCOUNT } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes } from '../serving.ts';
import { serverContainer } from './container.ts';
import { placement } from './placement.ts';
import { POD_SECURITY } from './security.ts';
import { SCRATCH_GIB } from './sizes.ts';
import { gracePeriodSeconds } from './timing.ts';
import { weightsClaimName } from './weights-volume.ts';

/** Label of a group's leader, which alone is called. */
export const ROLE_LABEL = 'llm-platform/role';

/** A pod that serves a release, by itself or as a part of a group of nodes. */
export function serverPod(model: ServedModel, release: ModelRelease, nodes: GpuNodes, role: PodRole): PodTemplateSpec {
  return {
    metadata: { labels: { ...releaseLabels(model, release), ...(role === 'single' ? {} : { [ROLE_LABEL]: role }) } },
    spec: {
      serviceAccountName: SERVICE_ACCOUNT,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: gracePeriodSeconds(model),
      securityContext: POD_SECURITY,
      ...placement(model, release, role),
      containers: [serverContainer(model, release, nodes, role)],
      volumes: volumes(model),
    },
  };
}

function volumes(model: ServedModel): Volume[] {
  return [
    { name: 'models', persistentVolumeClaim: { claimName: weightsClaimName(model), readOnly: true } },
    // It counts as memory of the container.
    {
      name: 'shared-memory',
      emptyDir: { medium: 'Memory', sizeLimit: Quantity.fromString(`${model.host.sharedMemoryGib}Gi`) },
    },
    { name: 'scratch', emptyDir: { sizeLimit: Quantity.fromString(`${SCRATCH_GIB}Gi`) } },
  ];
}
