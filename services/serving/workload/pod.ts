import { type PodTemplateSpec, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import type { PodRole } from '../engine/vllm-command.ts';
import { releaseLabels } from '../labels.ts';
import { SERVICE_ACCOUNT } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes, Serving } from '../serving.ts';
import { proxyContainer, proxyVolumes } from '../tls/proxy.ts';
import { serverContainer } from './container.ts';
import { placement } from './placement.ts';
import { POD_SECURITY } from './security.ts';
import { SCRATCH_GIB } from './sizes.ts';
import { gracePeriodSeconds } from './timing.ts';
import { weightsClaimName } from './weights-volume.ts';

/** Label of a group's leader, which alone is called. */
export const ROLE_LABEL = 'llm-platform/role';

/** A pod that serves a release, by itself or as a part of a group of nodes. */
export function serverPod(
  serving: Serving,
  model: ServedModel,
  release: ModelRelease,
  nodes: GpuNodes,
  role: PodRole,
): PodTemplateSpec {
  // A worker of a group answers nobody.
  const proxied = serving.mutualTls === true && role !== 'worker';
  return {
    metadata: {
      labels: { ...releaseLabels(model, release), ...(role === 'single' ? {} : { [ROLE_LABEL]: role }) },
      // A node that is tidied up costs a cold start; Karpenter's pools wait an hour and no longer before they replace one that is out of date.
      annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
    },
    spec: {
      serviceAccountName: SERVICE_ACCOUNT,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: gracePeriodSeconds(model),
      securityContext: POD_SECURITY,
      ...placement(model, release, role),
      ...(proxied ? { initContainers: [proxyContainer()] } : {}),
      containers: [serverContainer(serving, model, release, nodes, role)],
      volumes: [...volumes(model), ...(proxied ? proxyVolumes(serving, model, release) : [])],
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
