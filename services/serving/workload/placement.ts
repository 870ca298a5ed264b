import type { PodSpec, TopologySpreadConstraint } from 'cdk8s-plus-33/lib/imports/k8s';
import type { PodRole } from '../engine/vllm-command.ts';
import { releaseSelector } from '../labels.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';

/** LeaderWorkerSet's label of the pods of one group. */
const GROUP_KEY = 'leaderworkerset.sigs.k8s.io/group-key';
const ZONE = 'topology.kubernetes.io/zone';

/** The nodes of the model's group, what is paid for first; replicas apart where there is room. */
export function placement(model: ServedModel, release: ModelRelease, role: PodRole): Partial<PodSpec> {
  const { tolerations, affinity } = onNodeGroup(model.gpus.nodeGroup);
  const together =
    role === 'single' ? {} : { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [oneZone(model, release)] } };
  return {
    tolerations,
    affinity: { ...affinity, ...together },
    ...(role === 'single' ? { topologySpreadConstraints: [ZONE, 'kubernetes.io/hostname'].map(spread(model, release)) } : {}),
  };
}

/** The nodes of a group, those first that are paid for. */
export function onNodeGroup(nodeGroup: string): Pick<PodSpec, 'tolerations' | 'affinity'> {
  return {
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'llm-platform/node-group', operator: 'In', values: [nodeGroup] }] }],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [100, 50, 25].map((weight, order) => ({
          weight,
          preference: { matchExpressions: [{ key: 'llm-platform/capacity-order', operator: 'In', values: [String(order)] }] },
        })),
      },
    },
  };
}

/** EFA does not leave a zone. The first pod of a group goes anywhere, the others follow it. */
const oneZone = (model: ServedModel, release: ModelRelease) => ({
  topologyKey: ZONE,
  labelSelector: { matchLabels: { ...releaseSelector(model, release) } },
  matchLabelKeys: [GROUP_KEY],
});

/** Preferred only: GPUs may be had in one zone alone. */
const spread =
  (model: ServedModel, release: ModelRelease) =>
  (topologyKey: string): TopologySpreadConstraint => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...releaseSelector(model, release) } },
    matchLabelKeys: ['pod-template-hash'],
  });
