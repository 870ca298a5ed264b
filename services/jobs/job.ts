import { KubeConfigMap, KubeJob, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Labels } from '../manifests/labels.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { sharedLabels } from '../serving/labels.ts';
import { PUBLISHER_ACCOUNT } from '../serving/names.ts';
import type { GpuNodes, Serving } from '../serving/serving.ts';
import { onNodeGroup } from '../serving/workload/placement.ts';
import { POD_SECURITY } from '../serving/workload/security.ts';
import { modelsVolume } from '../serving/workload/weights-volume.ts';
import { buildContainer, publishContainer, RECIPE_FILE, SCRIPT_FILE } from './containers.ts';
import { buildName, recipeOf, scratchGib, sourcesGib } from './inputs.ts';
import type { ModelBuild, ModelBuilds } from './model-build.ts';
import { HOPELESS } from './scripts/checkpoint.ts';
import { scriptOf } from './scripts/script.ts';

/** Value of `app.kubernetes.io/component` of pods that make models. */
export const MODEL_BUILDER = 'model-builder';

/** A week, for whoever looks what happened. */
const KEPT_SECONDS = 7 * 24 * 3600;

const labelsOf = (serving: Serving, { output }: ModelBuild): Labels => ({
  ...sharedLabels(serving),
  'app.kubernetes.io/name': 'model-build',
  'app.kubernetes.io/component': MODEL_BUILDER,
  'llm-platform/model': output.repository,
});

/** A Job, what it is told, and the bucket of models as it sees it. */
export function buildManifests(serving: Serving, builds: ModelBuilds, build: ModelBuild, nodes: GpuNodes): readonly Manifest[] {
  const name = buildName(build, nodes);
  const labels = labelsOf(serving, build);
  const metadata = { name, namespace: serving.namespace, labels };
  return [
    KubeConfigMap.manifest({
      metadata,
      immutable: true,
      data: { [SCRIPT_FILE]: scriptOf(build.recipe), [RECIPE_FILE]: `${JSON.stringify(recipeOf(build), null, 2)}\n` },
    }),
    // That the version is not there is believed for a minute: an attempt before this one may have pushed it.
    ...modelsVolume(serving, { claim: name, labels, cacheGib: Math.ceil(sourcesGib(builds, build)), metadataTtl: '60' }),
    job(serving, builds, build, nodes),
  ];
}

function job(serving: Serving, builds: ModelBuilds, build: ModelBuild, nodes: GpuNodes): Manifest {
  const name = buildName(build, nodes);
  const labels = labelsOf(serving, build);
  return KubeJob.manifest({
    metadata: { name, namespace: serving.namespace, labels },
    spec: {
      backoffLimit: 2,
      activeDeadlineSeconds: build.deadlineSeconds,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      // Two attempts at once would take the GPUs twice.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          // A node that is taken away is no fault of the build.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailJob', onExitCodes: { containerName: 'build', operator: 'In', values: [HOPELESS] } },
        ],
      },
      template: {
        metadata: { labels, annotations: { 'karpenter.sh/do-not-disrupt': 'true' } },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: PUBLISHER_ACCOUNT,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: POD_SECURITY,
          ...onNodeGroup(build.gpus.nodeGroup),
          initContainers: [buildContainer(build)],
          containers: [publishContainer(serving, builds, build, nodes)],
          volumes: volumes(build, name),
        },
      },
    },
  });
}

function volumes(build: ModelBuild, name: string): Volume[] {
  const { host, output } = build;
  const disk = (gib: number) => ({ sizeLimit: Quantity.fromString(`${gib}Gi`) });
  return [
    { name: 'models', persistentVolumeClaim: { claimName: name, readOnly: true } },
    { name: 'recipe', configMap: { name } },
    { name: 'output', emptyDir: disk(Math.ceil(output.sizeGib)) },
    { name: 'scratch', emptyDir: disk(scratchGib(build)) },
    { name: 'shared-memory', emptyDir: { medium: 'Memory', ...disk(host.sharedMemoryGib) } },
  ];
}
