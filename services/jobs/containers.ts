import { type Container, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import nodeVersions from '../add-ons/versions.json';
import { imageReference } from '../serving/engine/images.ts';
import { MODELS_PATH, weightsPath } from '../serving/engine/weights.ts';
import type { GpuNodes, Serving } from '../serving/serving.ts';
import { CONTAINER_SECURITY } from '../serving/workload/security.ts';
import { LOGS_GIB } from '../serving/workload/sizes.ts';
import { lineageOf, manifestPath, OUTPUT_PATH, scratchGib } from './inputs.ts';
import type { ModelBuild, ModelBuilds } from './model-build.ts';

/** Where the script and what it is told are seen. */
const RECIPE_PATH = '/recipe';
export const SCRIPT_FILE = 'build.py';
export const RECIPE_FILE = 'recipe.json';

/** Makes the files. It comes first and alone, and what it leaves is pushed by the next. */
export function buildContainer(build: ModelBuild): Container {
  const { image, gpus, host, output } = build;
  const limits = {
    'nvidia.com/gpu': Quantity.fromString(String(gpus.count)),
    memory: Quantity.fromString(`${host.memoryGib}Gi`),
    'ephemeral-storage': Quantity.fromString(`${Math.ceil(output.sizeGib) + scratchGib(build) + LOGS_GIB}Gi`),
  };
  return {
    name: 'build',
    image: imageReference(image),
    imagePullPolicy: 'IfNotPresent',
    command: ['python3', `${RECIPE_PATH}/${SCRIPT_FILE}`, `${RECIPE_PATH}/${RECIPE_FILE}`],
    workingDir: '/home/server',
    env: [
      { name: 'HOME', value: '/home/server' },
      { name: 'USER', value: 'server' },
      // What was not pinned is not there: nothing is downloaded while it builds.
      { name: 'HF_HUB_OFFLINE', value: '1' },
      { name: 'HF_DATASETS_OFFLINE', value: '1' },
    ],
    resources: { limits, requests: { ...limits, cpu: Quantity.fromString(String(host.cpus)) } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'models', mountPath: MODELS_PATH, readOnly: true },
      { name: 'recipe', mountPath: RECIPE_PATH, readOnly: true },
      { name: 'output', mountPath: OUTPUT_PATH },
      { name: 'shared-memory', mountPath: '/dev/shm' },
      { name: 'scratch', mountPath: '/tmp', subPath: 'tmp' },
      { name: 'scratch', mountPath: '/home/server', subPath: 'home' },
    ],
  };
}

/** A version that is there is not pushed again: a second build of the same inputs has other bytes, and would be refused. */
const PUSH = 'if [ -e "$DONE" ]; then echo "The version is there already."; else exec node "$@"; fi';

/** Pushes the files as the new version, with what it was made from. */
export function publishContainer(
  { modelBucket, region }: Serving,
  { publisher }: ModelBuilds,
  build: ModelBuild,
  nodes: GpuNodes,
): Container {
  const { repository, version } = build.output;
  const limits = { memory: Quantity.fromString('512Mi'), 'ephemeral-storage': Quantity.fromString('1Gi') };
  const lineage = Object.entries(lineageOf(build, nodes)).map(([subject, text]) => `${subject}=${text}`);
  return {
    name: 'publish',
    image: imageReference(nodeVersions.images.node),
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-ec', PUSH, 'publish', `${weightsPath(publisher)}/publish.js`],
    args: [
      ...['push', OUTPUT_PATH, '--to', `s3://${modelBucket}`, '--region', region],
      ...['--name', repository, '--version', version, '--lineage', ...lineage],
    ],
    env: [{ name: 'DONE', value: manifestPath(build.output) }],
    resources: { limits, requests: { ...limits, cpu: Quantity.fromString('1') } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'models', mountPath: MODELS_PATH, readOnly: true },
      { name: 'output', mountPath: OUTPUT_PATH, readOnly: true },
    ],
  };
}
