import { PLATFORM_LABELS } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import type { Dashboard } from '../dashboards/dashboard.ts';
import { grafanaJson } from '../dashboards/grafana.ts';

/** Dashboards for the Grafana of a cluster, whose sidecar takes what has the label: one object each. */
export const dashboardConfigMaps = (dashboards: readonly Dashboard[], namespace: string): readonly Manifest[] =>
  dashboards.map((dashboard) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `llm-platform-dashboard-${dashboard.uid}`,
      namespace,
      labels: {
        ...PLATFORM_LABELS,
        grafana_dashboard: '1',
      },
    },
    data: { [`${dashboard.uid}.json`]: grafanaJson(dashboard) },
  }));
