import { IntOrString, KubeDeployment, toJson_PodTemplateSpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { releaseLabels, releaseSelector } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes, Serving } from '../serving.ts';
import { serverPod } from './pod.ts';
import { progressDeadlineSeconds } from './timing.ts';

/** What runs the pods of a release: a Deployment, or a LeaderWorkerSet when a replica spans nodes. */
export function workload(serving: Serving, model: ServedModel, release: ModelRelease, nodes: GpuNodes): Manifest {
  return model.gpus.pipelineParallel === 1
    ? deployment(serving, model, release, nodes)
    : leaderWorkerSet(serving, model, release, nodes);
}

/** How other objects refer to it. */
export function workloadReference(model: ServedModel, release: ModelRelease) {
  const name = releaseName(model, release);
  return model.gpus.pipelineParallel === 1
    ? { apiVersion: 'apps/v1', kind: 'Deployment', name }
    : { apiVersion: 'leaderworkerset.x-k8s.io/v1', kind: 'LeaderWorkerSet', name };
}

const metadata = ({ namespace }: Serving, model: ServedModel, release: ModelRelease) => ({
  name: releaseName(model, release),
  namespace,
  labels: releaseLabels(model, release),
});

/** With a scaler of its own the number is not written: each apply would set it back. */
const fixedReplicas = ({ scaling }: ModelRelease) => (scaling.kind === 'fixed' ? { replicas: scaling.replicas } : {});

/** A new pod first where GPUs are spare; else an old one goes first, or the rollout would wait for GPUs for ever. */
const steps = ({ rollout }: ServedModel) =>
  rollout === 'surge' ? { maxSurge: 1, maxUnavailable: 0 } : { maxSurge: 0, maxUnavailable: 1 };

function deployment(serving: Serving, model: ServedModel, release: ModelRelease, nodes: GpuNodes): Manifest {
  const { maxSurge, maxUnavailable } = steps(model);
  return KubeDeployment.manifest({
    metadata: metadata(serving, model, release),
    spec: {
      ...fixedReplicas(release),
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: progressDeadlineSeconds(model),
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: {
          maxSurge: IntOrString.fromNumber(maxSurge),
          maxUnavailable: IntOrString.fromNumber(maxUnavailable),
        },
      },
      selector: { matchLabels: { ...releaseSelector(model, release) } },
      template: serverPod(serving, model, release, nodes, 'single'),
    },
  });
}

function leaderWorkerSet(serving: Serving, model: ServedModel, release: ModelRelease, nodes: GpuNodes): Manifest {
  const template = (role: 'leader' | 'worker') => toJson_PodTemplateSpec(serverPod(serving, model, release, nodes, role));
  const { apiVersion, kind } = workloadReference(model, release);
  return {
    apiVersion,
    kind,
    metadata: metadata(serving, model, release),
    spec: {
      ...fixedReplicas(release),
      startupPolicy: 'LeaderCreated',
      rolloutStrategy: { type: 'RollingUpdate', rollingUpdateConfiguration: steps(model) },
      leaderWorkerTemplate: {
        size: model.gpus.pipelineParallel,
        // Ranks that lost one of them cannot go on.
        restartPolicy: 'RecreateGroupOnPodRestart',
        leaderTemplate: template('leader'),
        workerTemplate: template('worker'),
      },
    },
  };
}
