import { IntOrString, KubeDeployment, Quantity, type TopologySpreadConstraint } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { POD_SECURITY } from '../serving/workload/security.ts';
import { BUNDLE_CLAIM } from './bundle-volume.ts';
import { APP_MIB, FORGET_SECONDS, routerContainer, unpackContainer } from './container.ts';
import { CERTIFICATE, ROUTER, routerLabels, routerSelector } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';
import { SERVICE_ACCOUNT } from './service-account.ts';

/** For what is settled after the last answer. */
const LEAVE_SECONDS = 15;

/** The router's pods. Their number is the scaler's affair. */
export function deployment(router: RouterWorkload): Manifest {
  const labels = routerLabels(router);
  const grace = FORGET_SECONDS + router.drainSeconds + LEAVE_SECONDS;
  return KubeDeployment.manifest({
    metadata: { name: ROUTER, namespace: router.namespace, labels },
    spec: {
      revisionHistoryLimit: 3,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: IntOrString.fromString('25%'), maxUnavailable: IntOrString.fromNumber(0) },
      },
      // A pod that never becomes ready stops the rollout.
      progressDeadlineSeconds: 300,
      selector: { matchLabels: { ...routerSelector(router) } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: SERVICE_ACCOUNT,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: grace,
          securityContext: POD_SECURITY,
          topologySpreadConstraints: [
            spread(router, 'topology.kubernetes.io/zone', 'DoNotSchedule'),
            spread(router, 'kubernetes.io/hostname', 'ScheduleAnyway'),
          ],
          initContainers: [unpackContainer(router)],
          containers: [routerContainer(router)],
          volumes: [
            { name: 'bundle', persistentVolumeClaim: { claimName: BUNDLE_CLAIM, readOnly: true } },
            { name: 'app', emptyDir: { sizeLimit: Quantity.fromString(`${APP_MIB}Mi`) } },
            ...(router.reaches.models?.mutualTls
              ? [{ name: 'tls', secret: { secretName: CERTIFICATE, defaultMode: 0o440 } }]
              : []),
          ],
        },
      },
    },
  });
}

/** Zones in which only GPU nodes are do not count, for no router may go there. */
const spread = (
  router: RouterWorkload,
  topologyKey: string,
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway',
): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable,
  nodeTaintsPolicy: 'Honor',
  labelSelector: { matchLabels: { ...routerSelector(router) } },
  matchLabelKeys: ['pod-template-hash'],
});
