import { stringify } from 'yaml';

/** Where dashboards lie, one file each. */
export const DASHBOARDS_FOLDER = '/etc/grafana/dashboards';

/** Holds the file of the administrator's password. */
export const ADMIN_FOLDER = '/etc/grafana/admin';
export const PASSWORD_KEY = 'admin-password';

/** Environment: `GF_<section>_<key>`. Nobody looks without signing in, nothing is told to or fetched from elsewhere. */
export const SETTINGS: Readonly<Record<string, string>> = {
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: 'false',
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_AUTH_ANONYMOUS_ENABLED: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: 'false',
  // The plugin of Prometheus is in the image.
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_SECURITY_ADMIN_PASSWORD__FILE: `${ADMIN_FOLDER}/${PASSWORD_KEY}`,
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
  GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
  // Alerts are Prometheus' affair.
  GF_UNIFIED_ALERTING_ENABLED: 'false',
  GF_USERS_ALLOW_SIGN_UP: 'false',
};

/** Files of `provisioning`, by their path: where data is, and that dashboards are files which people cannot change. */
export const provisioning = (prometheusUrl: string): Readonly<Record<string, string>> => ({
  'dashboards/llm-platform.yaml': stringify({
    apiVersion: 1,
    providers: [
      { name: 'llm-platform', type: 'file', disableDeletion: true, allowUiUpdates: false, options: { path: DASHBOARDS_FOLDER } },
    ],
  }),
  'datasources/prometheus.yaml': stringify({
    apiVersion: 1,
    datasources: [
      {
        ...{ name: 'Prometheus', uid: 'prometheus', type: 'prometheus', access: 'proxy', url: prometheusUrl },
        ...{ isDefault: true, editable: false, jsonData: { httpMethod: 'POST', timeInterval: '15s' } },
      },
    ],
  }),
});
