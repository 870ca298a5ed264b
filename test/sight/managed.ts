import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { managedAlertManager } from '../../services/observability/alerting/managed-alert-manager.ts';
import { scrapeConfig } from '../../services/observability/scraping/scrape-config.ts';
import { runChild } from '../../tools/emulator/child.ts';
import type { Harness } from '../support/harness.ts';
import type { Program } from './programs.ts';

export type Pod = readonly [name: string, port: string, component: string, software: string];

/** Ports of pods as Kubernetes would tell of them, and the job that must take each; nobody takes the others. */
const PODS: readonly (readonly [job: string | undefined, ...pod: Pod])[] = [
  ['llm-platform', 'router-1', 'admin', 'router', 'router'],
  [undefined, 'router-1', 'http', 'router', 'router'],
  ['triton', 'minilm-1', 'metrics', 'model-server', 'triton'],
  [undefined, 'minilm-1', 'http', 'model-server', 'triton'],
  ['vllm', 'llama-1', 'http', 'model-server', 'vllm'],
  ['vllm', 'llama-2', 'metrics', 'model-server', 'vllm'],
  [undefined, 'llama-2', 'https', 'model-server', 'vllm'],
  ['ray', 'ray-1', 'metrics', 'model-server', 'ray'],
  ['dcgm-exporter', 'dcgm-1', 'metrics', 'dcgm-exporter', 'dcgm-exporter'],
  ['kube-state-metrics', 'ksm-1', 'http', 'metrics', 'kube-state-metrics'],
  ['redis', 'redis-1', 'metrics', 'metrics', 'prometheus-redis-exporter'],
  ['qdrant', 'qdrant-1', 'http', 'vector-store', 'qdrant'],
  [undefined, 'shop-1', 'http', 'shop', 'shop'],
];

export const targetOf = ([name, port, component, software]: Pod, index: number) => ({
  targets: [`127.0.0.1:${10_000 + index}`],
  labels: {
    __meta_kubernetes_namespace: 'models',
    __meta_kubernetes_pod_name: name,
    __meta_kubernetes_pod_container_name: 'server',
    __meta_kubernetes_pod_container_port_name: port,
    __meta_kubernetes_pod_phase: 'Running',
    __meta_kubernetes_pod_label_app_kubernetes_io_component: component,
    __meta_kubernetes_pod_label_app_kubernetes_io_name: software,
  },
});

interface ScrapeJobs {
  readonly scrape_configs: readonly { readonly job_name: string; readonly kubernetes_sd_configs?: unknown }[];
}

/**
 * What Amazon Managed Service for Prometheus is given, before promtool and amtool. Debian builds Prometheus without the discovery of
 * Kubernetes, so the pods stand in the file with the labels that it would give them.
 */
export async function testManaged({ folder, check }: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  const file = path.join(folder, 'scrape.yml');
  const config = parse(scrapeConfig({ cluster: 'acme-llm', region: 'eu-west-1' })) as ScrapeJobs;
  const jobs = config.scrape_configs.map(({ kubernetes_sd_configs: _, ...job }) => ({
    ...job,
    static_configs: PODS.map(([, ...pod], index) => targetOf(pod, index)),
  }));
  writeFileSync(file, stringify({ ...config, scrape_configs: jobs }));
  await check(`promtool accepts ${jobs.length} scrape jobs of the managed collector`, async () => {
    const { code, output } = await runChild(programs.promtool, ['check', 'config', file]);
    if (code !== 0) throw new Error(output);
  });
  await check('each job takes its own pods by the right port, and none of anybody else', async () => {
    const wrong = await Promise.all(jobs.map(({ job_name: job }) => wrongPods(programs.promtool, file, job)));
    if (wrong.flat().length > 0) throw new Error(wrong.flat().join('\n'));
  });
  await check('amtool accepts the alert manager of the managed workspace, which pages for what is critical alone', async () => {
    const arn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
    const definition = managedAlertManager({
      critical: arn('acme-critical-alerts'),
      warning: arn('acme-warning-alerts'),
      region: 'eu-west-1',
    });
    const alertmanager = path.join(folder, 'managed-alertmanager.yml');
    writeFileSync(alertmanager, (parse(definition) as { readonly alertmanager_config: string }).alertmanager_config);
    const { code, output } = await runChild(programs.amtool, ['check-config', alertmanager]);
    if (code !== 0) throw new Error(output);
    for (const [severity, receiver] of [
      ['critical', 'critical'],
      ['warning', 'warning'],
      ['info', 'warning'],
    ]) {
      const args = ['config', 'routes', 'test', '--config.file', alertmanager, `severity=${severity}`];
      const { stdout } = await runChild(programs.amtool, args);
      if (stdout.trim() !== receiver) throw new Error(`${severity}: ${stdout.trim()} is told`);
    }
  });
}

interface Discovered {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where promtool and the table disagree about a job. */
async function wrongPods(promtool: string, file: string, job: string): Promise<readonly string[]> {
  const { code, stdout, output } = await runChild(promtool, ['check', 'service-discovery', '--timeout=1s', file, job]);
  if (code !== 0) return [output];
  const found = (JSON.parse(stdout) as readonly Discovered[]).flatMap(({ labels }) =>
    Object.keys(labels).length === 0 ? [] : [labels],
  );
  const taken = found.map(({ __address__ }) => __address__).sort();
  const expected = PODS.flatMap(([owner], index) => (owner === job ? [`127.0.0.1:${10_000 + index}`] : [])).sort();
  const unnamed = found.filter(({ pod, namespace, container }) => !pod || namespace !== 'models' || container !== 'server');
  return [
    ...(taken.join() === expected.join() ? [] : [`${job} takes ${taken.join(', ') || 'none'} instead of ${expected.join(', ')}`]),
    ...unnamed.map((labels) => `${job} has labels ${JSON.stringify(labels)}`),
  ];
}
