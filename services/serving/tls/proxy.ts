import { createHash } from 'node:crypto';
import { type Container, KubeConfigMap, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { engineOf } from '../engine/engine.ts';
import { imageReference, proxyImage } from '../engine/images.ts';
import { sharedLabels } from '../labels.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { CONTAINER_SECURITY } from '../workload/security.ts';
import { PROXY } from '../workload/sizes.ts';
import { serverSecretName } from './names.ts';
import { CONFIG_FILE, proxyConfig } from './proxy-config.ts';

const FOLDER = '/proxy';

const configOf = ({ targetGroups = false }: Serving, { engine }: Pick<ServedModel, 'engine'>): string =>
  proxyConfig(engineOf(engine), targetGroups);

/** Of the file's digest: pods are replaced when it changes, and those of before keep theirs. */
function configName(serving: Serving, model: Pick<ServedModel, 'engine'>): string {
  const digest = createHash('sha256').update(configOf(serving, model)).digest('hex').slice(0, 10);
  return `tls-${engineOf(model.engine).software}-${digest}`;
}

/** What the containers in front of the region's engines are told, once for each kind of engine. */
export function proxyConfigMaps(serving: Serving): readonly Manifest[] {
  const byName = new Map(serving.models.map((model) => [configName(serving, model), configOf(serving, model)]));
  return [...byName].map(([name, text]) =>
    KubeConfigMap.manifest({
      metadata: { name, namespace: serving.namespace, labels: sharedLabels(serving) },
      immutable: true,
      data: { [CONFIG_FILE]: text },
    }),
  );
}

/** Ends TLS in front of the engine. It starts before the engine and is told to stop after it, so that answers under way get out. */
export function proxyContainer(): Container {
  const limits = {
    memory: Quantity.fromString(`${PROXY.memoryMib}Mi`),
    'ephemeral-storage': Quantity.fromString(`${PROXY.diskMib}Mi`),
  };
  return {
    name: 'tls',
    image: imageReference(proxyImage()),
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
    command: ['nginx', '-e', 'stderr', '-p', `${FOLDER}/`, '-c', `${FOLDER}/config/${CONFIG_FILE}`],
    resources: { limits, requests: { ...limits, cpu: Quantity.fromString(String(PROXY.cpus)) } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'tls-config', mountPath: `${FOLDER}/config`, readOnly: true },
      { name: 'tls', mountPath: `${FOLDER}/tls`, readOnly: true },
      { name: 'tls-files', mountPath: `${FOLDER}/tmp` },
    ],
  };
}

export const proxyVolumes = (serving: Serving, model: ServedModel, release: ModelRelease): Volume[] => [
  { name: 'tls-config', configMap: { name: configName(serving, model) } },
  // Pods wait until cert-manager has made it.
  { name: 'tls', secret: { secretName: serverSecretName(model, release), defaultMode: 0o440 } },
  { name: 'tls-files', emptyDir: { sizeLimit: Quantity.fromString(`${PROXY.diskMib / 2}Mi`) } },
];
