import { stringify } from 'yaml';
import { SCRAPE_JOBS, type ScrapeJob } from './jobs.ts';

export interface ScrapeOptions {
  /** Value of the label `cluster`, by which workspaces tell clusters apart. */
  readonly cluster: string;
  /** Value of the label `region`. */
  readonly region: string;
}

/** Seconds, as of the PodMonitors of the platform. */
const INTERVAL = '15s';

/** What a Prometheus inside a cluster of the platform, or a managed collector beside it, scrapes. */
export const scraping = ({ cluster, region }: ScrapeOptions, jobs: readonly ScrapeJob[] = SCRAPE_JOBS) => ({
  global: { scrape_interval: INTERVAL, scrape_timeout: '10s', external_labels: { cluster, region } },
  scrape_configs: jobs.map(scrapeJob),
});

/** The same as YAML: the same bytes each time. */
export const scrapeConfig = (options: ScrapeOptions): string =>
  stringify(scraping(options), { lineWidth: 0, aliasDuplicateObjects: false });

function scrapeJob({ name, labels, ports, honorLabels, secured }: ScrapeJob) {
  const keep = (source: string, values: readonly string[]) => ({
    source_labels: [source],
    action: 'keep',
    regex: values.join('|'),
  });
  const copy = (source: string, target: string) => ({ source_labels: [source], target_label: target });
  return {
    job_name: name,
    ...(honorLabels && { honor_labels: true }),
    ...(secured && {
      scheme: 'https',
      tls_config: { server_name: secured.serverName },
      authorization: { credentials_file: secured.tokenFile },
    }),
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      ...Object.entries(labels).map(([label, values]) => keep(`__meta_kubernetes_pod_label_${nameOf(label)}`, values)),
      keep('__meta_kubernetes_pod_container_port_name', ports),
      keep('__meta_kubernetes_pod_phase', ['Running']),
      copy('__meta_kubernetes_namespace', 'namespace'),
      copy('__meta_kubernetes_pod_name', 'pod'),
      copy('__meta_kubernetes_pod_container_name', 'container'),
    ],
  };
}

/** As Prometheus writes names of labels that it could not have. */
const nameOf = (label: string): string => label.replace(/[^a-zA-Z0-9_]/g, '_');
