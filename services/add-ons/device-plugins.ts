import { type Container, KubeDaemonSet, KubeNamespace, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import { PLATFORM_LABELS } from '../manifests/labels.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { podSecurityLabels } from '../manifests/pod-security-labels.ts';
import versions from './versions.json';

/** The one namespace that is not "restricted": what makes devices known to kubelet shares folders with it. */
const DEVICE_PLUGINS = 'device-plugins';

const PART_OF = {
  ...PLATFORM_LABELS,
  'app.kubernetes.io/component': 'device-plugin',
};
const KUBELET: readonly [name: string, path: string] = ['device-plugins', '/var/lib/kubelet/device-plugins'];

/** The nodes that plugins run on. */
interface GpuNodeKinds {
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  readonly nodeGroups: readonly { readonly instanceType: string; readonly efaInterfaces: number }[];
  /**
   * Image of AWS's EFA plugin by digest, from the registry of the region: `aws ecr describe-images --registry-id 602401143452
   * --repository-name eks/aws-efa-k8s-device-plugin`. @default - none: an error when a node group has EFA
   */
  readonly efaPluginImage?: string;
}

/**
 * NVIDIA's device plugin on every GPU node, and the EFA plugin on those with adapters. Nothing where there are no GPU nodes.
 *
 * @throws Error when a node group has EFA and no image of its plugin is given
 */
export function devicePlugins({ kubernetesVersion, nodeGroups, efaPluginImage }: GpuNodeKinds): readonly Manifest[] {
  if (nodeGroups.length === 0) return [];
  const withEfa = [
    ...new Set(nodeGroups.filter(({ efaInterfaces }) => efaInterfaces > 0).map(({ instanceType }) => instanceType)),
  ];
  if (withEfa.length > 0 && !/@sha256:[0-9a-f]{64}$/.test(efaPluginImage ?? '')) {
    throw new Error(
      `efaPluginImage is ${JSON.stringify(efaPluginImage)}, and ${withEfa.join(', ')} have EFA; name AWS's plugin by digest, e.g. 602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/aws-efa-k8s-device-plugin@sha256:…`,
    );
  }
  return [
    KubeNamespace.manifest({
      metadata: {
        name: DEVICE_PLUGINS,
        labels: { ...labelsOf('device-plugins'), ...podSecurityLabels('privileged', kubernetesVersion) },
      },
    }),
    nvidiaPlugin(),
    ...(withEfa.length > 0 && efaPluginImage !== undefined ? [efaPlugin(efaPluginImage, withEfa.sort())] : []),
  ];
}

const labelsOf = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name, ...PART_OF });

function nvidiaPlugin(): Manifest {
  const { repository, digest } = versions.images['nvidia-device-plugin'];
  return plugin(
    'nvidia-device-plugin',
    `${repository}@${digest}`,
    [{ key: 'llm-platform/gpu', operator: 'Exists' }],
    // On these nodes a driver must be there: a node without one is to be seen.
    {
      env: [
        { name: 'FAIL_ON_INIT_ERROR', value: 'true' },
        { name: 'MIG_STRATEGY', value: 'none' },
      ],
    },
    [KUBELET],
  );
}

function efaPlugin(image: string, instanceTypes: readonly string[]): Manifest {
  return plugin(
    'efa-device-plugin',
    image,
    [{ key: 'node.kubernetes.io/instance-type', operator: 'In', values: [...instanceTypes] }],
    {},
    [KUBELET, ['infiniband', '/dev/infiniband']],
    true,
  );
}

/** Root on the node's folders, and nothing else of the node. */
function plugin(
  name: string,
  image: string,
  matchExpressions: readonly { key: string; operator: string; values?: string[] }[],
  container: Partial<Container>,
  folders: readonly (readonly [name: string, path: string])[],
  hostNetwork = false,
): Manifest {
  const labels = labelsOf(name);
  const limits = { memory: Quantity.fromString('128Mi') };
  return KubeDaemonSet.manifest({
    metadata: { name, namespace: DEVICE_PLUGINS, labels },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name } },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: 'system-node-critical',
          ...(hostNetwork ? { hostNetwork } : {}),
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [...matchExpressions] }],
              },
            },
          },
          containers: [
            {
              name,
              image,
              imagePullPolicy: 'IfNotPresent',
              ...container,
              resources: { limits, requests: { ...limits, cpu: Quantity.fromString('50m') } },
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              volumeMounts: folders.map(([volume, mountPath]) => ({ name: volume, mountPath })),
            },
          ],
          volumes: folders.map(([volume, path]): Volume => ({ name: volume, hostPath: { path } })),
        },
      },
    },
  });
}
