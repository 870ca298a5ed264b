import { KubeStatefulSet, Quantity, type TopologySpreadConstraint } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { POD_SECURITY } from '../serving/workload/security.ts';
import { qdrantContainer } from './container.ts';
import { labelsOf, QDRANT, selectorOf } from './labels.ts';
import { storageClass } from './namespace.ts';
import { PEERS, type QdrantWorkload, REPLICAS, SERVICE_ACCOUNT } from './qdrant-workload.ts';

/** Three pods that know each other by name, each with a disk that stays. */
export function statefulSet(qdrant: QdrantWorkload): Manifest {
  const { namespace, storageGib, tlsSecret } = qdrant;
  const labels = labelsOf(qdrant);
  return KubeStatefulSet.manifest({
    metadata: { name: QDRANT, namespace, labels },
    spec: {
      serviceName: PEERS,
      replicas: REPLICAS,
      // A cluster that starts anew needs two of three before any is ready.
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      revisionHistoryLimit: 3,
      minReadySeconds: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: { ...selectorOf(qdrant, QDRANT) } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: SERVICE_ACCOUNT,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 120,
          securityContext: { ...POD_SECURITY, fsGroupChangePolicy: 'OnRootMismatch' },
          topologySpreadConstraints: [spread(qdrant, 'topology.kubernetes.io/zone'), spread(qdrant, 'kubernetes.io/hostname')],
          containers: [qdrantContainer(qdrant)],
          volumes: [
            { name: 'init', emptyDir: { sizeLimit: Quantity.fromString('1Mi') } },
            { name: 'tls', secret: { secretName: tlsSecret, defaultMode: 0o440 } },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'storage', labels: selectorOf(qdrant, QDRANT) },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: storageClass(qdrant),
            resources: { requests: { storage: Quantity.fromString(`${storageGib}Gi`) } },
          },
        },
      ],
    },
  });
}

/** Never two of three where one failure takes both. Zones in which only GPU nodes are do not count. */
const spread = (qdrant: QdrantWorkload, topologyKey: string): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'DoNotSchedule',
  nodeTaintsPolicy: 'Honor',
  labelSelector: { matchLabels: { ...selectorOf(qdrant, QDRANT) } },
});
