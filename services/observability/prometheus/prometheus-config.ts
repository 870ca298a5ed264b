import { stringify } from 'yaml';
import type { InCluster } from '../in-cluster/in-cluster.ts';
import { scraping } from '../scraping/scrape-config.ts';
import { jobsOf } from './secured-targets.ts';

/** Where rules and data lie, and who is told. */
export interface PrometheusPlaces {
  /** Patterns of rule files. */
  readonly rules: readonly string[];
  /** Name that resolves to every Alertmanager, and their port. @default - nobody is told */
  readonly alertmanagers?: { readonly name: string; readonly port: number };
}

/** Of all series together: 10 MB. */
const EXEMPLARS = 100_000;

/** `prometheus.yml`: the same bytes each time. */
export function prometheusConfig(inCluster: InCluster, { rules, alertmanagers }: PrometheusPlaces): string {
  const { platform, region } = inCluster;
  const { global, scrape_configs } = scraping({ cluster: platform, region }, jobsOf(inCluster));
  return stringify(
    {
      global: { ...global, evaluation_interval: global.scrape_interval },
      storage: { exemplars: { max_exemplars: EXEMPLARS } },
      rule_files: rules,
      ...(alertmanagers && {
        alerting: {
          alertmanagers: [{ dns_sd_configs: [{ names: [alertmanagers.name], type: 'A', port: alertmanagers.port }] }],
        },
      }),
      scrape_configs,
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
