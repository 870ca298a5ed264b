import type {
  DashboardsConfig,
  InClusterConfig,
  ObservabilityConfig,
  OnCallConfig,
  TracesConfig,
} from '../observability-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';

type Observability = NonNullable<PlatformData['observability']>;

export function resolveObservability(observability: Observability = {}): ObservabilityConfig {
  const { alarms, onCall, runbooks, metrics, inCluster, prometheusUrl, dashboards, traces, logSearch } = observability;
  return {
    alarms: alarms !== 'off',
    onCall: resolveOnCall(onCall),
    ...(runbooks !== undefined && { runbooks: `${withoutTrailingSlash(runbooks)}/` }),
    ...(metrics && {
      metrics: {
        retentionDays: metrics.retentionDays ?? 150,
        workspaces: { ...metrics.workspaces },
      },
    }),
    ...(inCluster && { inCluster: resolveInCluster(inCluster) }),
    ...(prometheusUrl !== undefined && { prometheusUrl }),
    ...(dashboards && { dashboards: resolveDashboards(dashboards) }),
    ...(traces && { traces: resolveTraces(traces) }),
    ...(logSearch && { logSearch: { ...logSearch, retentionDays: logSearch.retentionDays ?? 30 } }),
  };
}

const resolveOnCall = ({ emails = [], slack, pager }: Observability['onCall'] & object = {}): OnCallConfig => ({
  emails,
  ...(slack && { slack }),
  ...(pager && { pager }),
});

function resolveInCluster({
  retentionDays = 15,
  storageGib = 100,
  alerts,
}: NonNullable<Observability['inCluster']>): InClusterConfig {
  const { pager, chat, webhook } = alerts ?? {};
  const others =
    chat !== undefined ? { kind: 'chat' as const, channel: chat } : webhook && { kind: 'webhook' as const, url: webhook };
  return { retentionDays, storageGib, ...(others && { alerts: { ...(pager && { pager }), others } }) };
}

const resolveDashboards = ({ saml, reachableFrom }: NonNullable<Observability['dashboards']>): DashboardsConfig => ({
  ...(saml && {
    saml: {
      metadataUrl: saml.metadataUrl,
      roleAttribute: saml.roleAttribute,
      admins: saml.admins,
      editors: saml.editors ?? [],
    },
  }),
  ...(reachableFrom && {
    reachableFrom: { prefixLists: reachableFrom.prefixLists ?? [], vpcEndpoints: reachableFrom.vpcEndpoints ?? [] },
  }),
});

const resolveTraces = ({ endpoint, sampledPercent, collector }: NonNullable<Observability['traces']>): TracesConfig => ({
  ...(endpoint !== undefined && { endpoint: withoutTrailingSlash(endpoint) }),
  ...(sampledPercent !== undefined && { sampledPercent }),
  ...(collector && {
    collector: {
      image: collector.image,
      sampling: { percent: collector.percent ?? 10, slowSeconds: collector.slowSeconds ?? 10 },
    },
  }),
});
