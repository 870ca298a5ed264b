import { KubeHorizontalPodAutoscalerV2 } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { releaseLabels } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { CpuScaling, LoadScaling, ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { workloadReference } from '../workload/workload.ts';
import { inFlightQuery } from './signal.ts';

/** What scales a release; nothing when its number of replicas is fixed. */
export function scaler(serving: Serving, model: ServedModel, release: ModelRelease): readonly Manifest[] {
  const { scaling } = release;
  if (scaling.kind === 'fixed') return [];
  return [
    scaling.kind === 'cpu'
      ? cpuScaler(serving, model, release, scaling)
      : {
          apiVersion: 'keda.sh/v1alpha1',
          kind: 'ScaledObject',
          metadata: metadata(serving, model, release),
          spec: loadScaler(serving, model, release, scaling),
        },
  ];
}

const metadata = ({ namespace }: Serving, model: ServedModel, release: ModelRelease) => ({
  name: releaseName(model, release),
  namespace,
  labels: releaseLabels(model, release),
});

/** Slowly down: a replica costs a cold start to get back. */
function behavior({ startup }: ServedModel) {
  const coldStart = startup.nodeSeconds + startup.imageSeconds + startup.weightsSeconds + startup.loadSeconds;
  return {
    scaleDown: {
      // Kubernetes takes an hour at the most.
      stabilizationWindowSeconds: Math.min(3600, Math.max(300, coldStart)),
      policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
    },
  };
}

function cpuScaler(serving: Serving, model: ServedModel, release: ModelRelease, scaling: CpuScaling): Manifest {
  return KubeHorizontalPodAutoscalerV2.manifest({
    metadata: metadata(serving, model, release),
    spec: {
      scaleTargetRef: workloadReference(model, release),
      minReplicas: scaling.minReplicas,
      maxReplicas: scaling.maxReplicas,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scaling.targetPercent } },
        },
      ],
      behavior: behavior(model),
    },
  });
}

function loadScaler(serving: Serving, model: ServedModel, release: ModelRelease, scaling: LoadScaling) {
  return {
    scaleTargetRef: workloadReference(model, release),
    minReplicaCount: scaling.minReplicas,
    maxReplicaCount: scaling.maxReplicas,
    pollingInterval: 15,
    // Before the last replica goes; all others go by the behaviour below.
    cooldownPeriod: 900,
    // Without a signal there is no reason to scale down.
    fallback: { failureThreshold: 3, replicas: Math.max(1, scaling.minReplicas), behavior: 'currentReplicasIfHigher' },
    advanced: { horizontalPodAutoscalerConfig: { behavior: behavior(model) } },
    triggers: [
      ...loadTrigger(inFlightQuery(serving, model, release), serving, scaling),
      ...(scaling.minReplicas === 0 ? [demandTrigger(serving, model)] : []),
      ...scaling.schedule.map(({ timezone, start, end, replicas }) => ({
        type: 'cron',
        metadata: { timezone, start, end, desiredReplicas: String(replicas) },
      })),
    ],
  };
}

const loadTrigger = (query: string | undefined, { monitoring }: Serving, { targetPerReplica }: LoadScaling) =>
  query === undefined
    ? []
    : [
        {
          type: 'prometheus',
          metricType: 'AverageValue',
          metadata: {
            serverAddress: monitoring.prometheusUrl,
            query,
            threshold: String(targetPerReplica),
            // By default KEDA takes a metric that is missing for 0.
            ignoreNullValues: 'false',
          },
        },
      ];

/** Wakes a release that has no pod: the router has counted a request for the model. It asks for one replica, never for more. */
const demandTrigger = ({ region, routers }: Serving, { name }: ServedModel) => ({
  type: 'aws-cloudwatch',
  metadata: {
    awsRegion: region,
    namespace: routers.metricsNamespace,
    metricName: 'llm_requests_total',
    dimensionName: 'Model',
    dimensionValue: name,
    metricStat: 'Sum',
    metricStatPeriod: '60',
    metricCollectionTime: '300',
    targetMetricValue: '1000000',
    activationTargetMetricValue: '0',
    minMetricValue: '0',
    identityOwner: 'operator',
  },
});
