import { KubeHorizontalPodAutoscalerV2 } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { coldStartSeconds } from '../cold-start.ts';
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
  return {
    scaleDown: {
      // Kubernetes takes an hour at the most.
      stabilizationWindowSeconds: Math.min(3600, Math.max(300, coldStartSeconds(startup))),
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
    // Before the last replica goes, and not while it starts; all others go by the behaviour below.
    cooldownPeriod: Math.max(900, coldStartSeconds(model.startup) + 300),
    // Without a signal there is no reason to scale down.
    fallback: { failureThreshold: 3, replicas: Math.max(1, scaling.minReplicas), behavior: 'currentReplicasIfHigher' },
    advanced: { horizontalPodAutoscalerConfig: { behavior: behavior(model) } },
    triggers: [
      ...loadTrigger(inFlightQuery(serving, model, release), serving, scaling),
      ...(scaling.minReplicas === 0 ? demandTriggers(serving, model, release) : []),
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

/** More than there ever are: it asks for one replica, never for more. */
const UNREACHED = '1000000';

/** Wakes a release that has no pod, by what routers tell of it where routers of their home do, and keeps it awake while it is asked. */
const demandTriggers = (serving: Serving, model: ServedModel, release: ModelRelease) => {
  const { region, routers, monitoring } = serving;
  const { metricsNamespace: namespace } = routers;
  const name = releaseName(model, release);
  return [
    ...(namespace === undefined
      ? []
      : [
          cloudWatchDemand(region, namespace, 'llm_cold_start_demand', 'Release', name),
          cloudWatchDemand(region, namespace, 'llm_requests_total', 'Model', model.name),
        ]),
    ...(routers.inCluster ? [prometheusDemand(monitoring.prometheusUrl, routers.namespace, model, name)] : []),
  ];
};

const prometheusDemand = (serverAddress: string, namespace: string, model: ServedModel, release: string) => ({
  type: 'prometheus',
  metricType: 'AverageValue',
  metadata: {
    serverAddress,
    query: `(sum(llm_cold_start_demand{namespace="${namespace}",release="${release}"}) or vector(0)) + ${asked(callsTo(namespace, model))}`,
    threshold: UNREACHED,
    activationThreshold: '0',
  },
});

/** Also those that came by an alias, and those for its adapters, which are in its pods. */
const callsTo = (namespace: string, { name, loraAdapters }: ServedModel): string =>
  `llm_upstream_attempts_total{namespace="${namespace}",upstream=~"${[name, ...loraAdapters.map((adapter) => adapter.name)].join('|')}"}`;

/** A first call is no increase to Prometheus, which has not seen the counter at 0: what was not there before counts too. */
const asked = (calls: string): string =>
  `(sum(increase(${calls}[5m])) or vector(0)) + (sum(${calls} unless ${calls} offset 5m) or vector(0))`;

const cloudWatchDemand = (awsRegion: string, namespace: string, metricName: string, dimension: string, value: string) => ({
  type: 'aws-cloudwatch',
  metadata: {
    awsRegion,
    namespace,
    metricName,
    dimensionName: dimension,
    dimensionValue: value,
    metricStat: 'Sum',
    metricStatPeriod: '60',
    metricCollectionTime: '300',
    targetMetricValue: UNREACHED,
    activationTargetMetricValue: '0',
    minMetricValue: '0',
    identityOwner: 'operator',
  },
});
