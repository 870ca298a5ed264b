import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parse, stringify } from 'yaml';
import { podsOf } from '../../services/manifests/pods.ts';
import { inClusterManifests } from '../../services/observability/in-cluster/manifests.ts';
import { scaler } from '../../services/serving/scaling/scaler.ts';
import { startAlertmanager } from '../../tools/demo/alertmanager.ts';
import { runPrometheus } from '../../tools/demo/prometheus.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { startLoopbackServer } from '../../tools/emulator/loopback-server.ts';
import { inCluster } from '../services/observability/support/in-cluster.ts';
import { llama8b } from '../services/serving/support/models.ts';
import { everything } from '../services/serving/support/servings.ts';
import type { Harness } from '../support/harness.ts';
import { targetOf } from './managed.ts';
import type { Program } from './programs.ts';
import { settled } from './settled.ts';

const MANIFESTS = inClusterManifests(inCluster);
const [release] = llama8b.releases;
const MODEL_POD = `${llama8b.name}-${release?.name}-6c4f9d7b8-x2x4z`;

/** As Kubernetes would tell of them. All are this program, and each has the metrics of all. */
const PODS = [
  ['router-1', 'admin', 'router', 'router'],
  [MODEL_POD, 'http', 'model-server', 'vllm'],
  ['dcgm-1', 'metrics', 'dcgm-exporter', 'dcgm-exporter'],
] as const;

interface PrometheusYaml {
  readonly global: object;
  readonly scrape_configs: readonly { readonly job_name: string; readonly kubernetes_sd_configs?: unknown }[];
}

/**
 * The very files of the ConfigMaps before promtool, amtool, a real Prometheus and a real Alertmanager, with folders of this machine, shorter
 * times, and addresses in the place of what Kubernetes and its names would tell.
 */
export async function testInCluster(run: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  const { check } = run;
  const folder = path.join(run.folder, 'in-cluster');
  const texts: string[] = [];
  const pods = await startLoopbackServer(async (request, response) => {
    if (request.url === '/chat') texts.push(await text(request));
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(request.url === '/metrics' ? exposition() : 'ok');
  });
  const files = writeFiles(folder, pods.address);

  await check('promtool accepts the configuration and the rules of the Prometheus in the cluster', async () => {
    const { code, output } = await runChild(programs.promtool, ['check', 'config', files.prometheus]);
    if (code !== 0 || !output.includes('rule files found')) throw new Error(output);
  });
  await check('amtool accepts the Alertmanager in the cluster, which pages for what is critical alone', async () => {
    const checked = await runChild(programs.amtool, ['check-config', files.alertmanager]);
    if (checked.code !== 0) throw new Error(checked.output);
    for (const [severity, receiver] of [
      ['critical', 'pager'],
      ['warning', 'others'],
    ]) {
      const args = ['config', 'routes', 'test', '--config.file', files.alertmanager, `severity=${severity}`];
      const { stdout } = await runChild(programs.amtool, args);
      if (stdout.trim() !== receiver) throw new Error(`${severity}: ${stdout.trim()} is told`);
    }
  });
  const alertmanager = await startAlertmanager(
    programs['prometheus-alertmanager'],
    path.join(folder, 'alertmanager'),
    files.faster(files.alertmanagerYaml),
  );
  const prometheus = await runPrometheus(
    programs.prometheus,
    path.join(folder, 'prometheus'),
    files.faster(withAlertmanager(files.prometheusYaml, alertmanager)),
    knownOptions(),
  );
  await check('a real Prometheus with them scrapes routers, models and GPUs under the names of their pods', () =>
    settled(async () => {
      const { result } = (await prometheus.get('query', { query: 'up == 1' })) as {
        readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
      };
      const found = result.map(({ metric }) => `${metric.job} ${metric.namespace}/${metric.pod}`).sort();
      const expected = [`dcgm-exporter models/dcgm-1`, `llm-platform models/router-1`, `vllm models/${MODEL_POD}`];
      return found.join() === expected.join() ? undefined : `up: ${found.join(', ')}`;
    }),
  );
  await check('what KEDA asks it is answered with the requests that are in flight', async () => {
    const query = questionOfKeda();
    const { result } = (await prometheus.get('query', { query })) as { readonly result: readonly { value: [number, string] }[] };
    if (result[0]?.value[1] !== '3') throw new Error(`${query}: ${JSON.stringify(result)}`);
  });
  await check('from a metric, by our rules and routes, the chat is told whose address is a file', () =>
    settled(async () => {
      const told = texts.find((text) => text.includes('A GPU replaced rows of its memory.'));
      if (told === undefined) return `the chat was told of: ${texts.join('\n') || 'nothing'}`;
      return told.includes('https://wiki.example.org/runbooks/GPURowsRemapped.md') ? undefined : told;
    }),
  );
  pods.close();
}

/** Each scrape finds one more row replaced. */
let rows = 0;
const exposition = (): string =>
  [
    'vllm:num_requests_running 2',
    'vllm:num_requests_waiting 1',
    `DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS{gpu="0",Hostname="node-1"} ${rows++}`,
    '',
  ].join('\n');

function writeFiles(folder: string, address: string) {
  const data = (name: string) =>
    MANIFESTS.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data as Readonly<
      Record<string, string>
    >;
  const here = (text = '') => text.replaceAll(/\/etc\/(?:prometheus|alertmanager)\//g, `${folder}/`);
  const write = (file: string, text: string): string => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    return path.join(folder, file);
  };
  for (const [file, text] of Object.entries(data('prometheus-rules'))) write(`rules/${file}`, text);
  write('secrets/chat-url', `http://${address}/chat`);
  write('secrets/pager-routing-key', '0123456789abcdef0123456789abcdef');
  write('qdrant/read-only-api-key', 'key');
  const config = parse(here(data('prometheus')['prometheus.yml'])) as PrometheusYaml;
  const scrape_configs = config.scrape_configs.map(({ kubernetes_sd_configs: _, ...job }) => ({
    ...job,
    static_configs: PODS.map((pod, index) => ({ ...targetOf([...pod], index), targets: [address] })),
  }));
  const prometheusYaml = stringify({ ...config, scrape_configs });
  const alertmanagerYaml = here(data('alertmanager')['alertmanager.yml']);
  return {
    prometheusYaml,
    alertmanagerYaml,
    prometheus: write('prometheus.yml', prometheusYaml),
    alertmanager: write('alertmanager.yml', alertmanagerYaml),
    faster: (text: string): string => text.replaceAll(/: (?:10|15|30)s$/gm, ': 1s'),
  };
}

const withAlertmanager = (text: string, address: string): string =>
  stringify({
    ...(parse(text) as object),
    alerting: { alertmanagers: [{ static_configs: [{ targets: [address] }] }] },
  });

/** Of the command line in the manifest, but for folders and what Debian's release is too old for. */
const knownOptions = (): readonly string[] =>
  MANIFESTS.flatMap(podsOf)
    .flatMap(({ spec }) => spec.containers?.find(({ name }) => name === 'prometheus')?.args ?? [])
    .filter((option) => !/^--(config|storage\.tsdb\.path)/.test(option));

function questionOfKeda(): string {
  if (release === undefined) throw new Error('the model has no release');
  const scaling = { kind: 'load', minReplicas: 1, maxReplicas: 2, targetPerReplica: 8, schedule: [] } as const;
  const [object] = scaler(everything, llama8b, { ...release, scaling });
  const { triggers = [] } = (object?.spec ?? {}) as {
    readonly triggers?: readonly { readonly metadata: { readonly query: string } }[];
  };
  return triggers[0]?.metadata.query ?? '';
}
