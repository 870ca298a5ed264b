import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import type { OpenAiTarget } from '../../lambda/router/contract/targets.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import { clusterWith, gpuPlatform, llama70b } from '../platforms/parts.ts';
import { eventually } from '../support/eventually.ts';
import type { LocalPlatform } from '../support/local-platform.ts';

interface Trigger {
  readonly metadata: Readonly<Record<string, string>>;
}

export const RELEASE = 'llama-v3';
/** Nobody serves the other model. */
export const DOOMED_MS = 3_000;

/** A platform as users write it, with a model that scales to zero. */
export function configIn(folder: string): string {
  const served = { ...llama70b('h100'), scale: { min: 0, max: 1 }, startup: { nodeSeconds: 60 } };
  const cluster = clusterWith('us-east-1', { h100: 'p5.48xlarge' });
  const router = { bundle: { bucket: 'models', key: 'router/router.tar.gz', sha256: 'a'.repeat(64) } };
  const regions = { 'us-east-1': { primary: true, cidr: '10.10.0.0/16', gpus: { ...cluster, router } } };
  const routes = { chat: [{ model: 'llama' }] };
  const observability = { prometheusUrl: 'http://prometheus.monitoring.svc:9090' };
  const file = path.join(folder, 'platform.json');
  const written = { ...gpuPlatform('acme', regions, { llama: { served } }), routes, observability };
  writeFileSync(file, JSON.stringify(written));
  return file;
}

/** The model's address leads to this machine, where nothing listens; and there is another one for which nothing ever will. */
export async function redirect({ stateFolder, pid, stdout }: LocalPlatform, port: number, nobody: number): Promise<void> {
  const file = path.join(stateFolder, `router-${pid}.json`);
  const config = JSON.parse(readFileSync(file, 'utf8')) as RouterConfig;
  const llama = config.models.llama as OpenAiTarget;
  assert.equal(llama.coldStart?.release, RELEASE);
  const doomed = { ...llama, baseUrl: `http://127.0.0.1:${nobody}/v1`, coldStart: { release: 'doomed-v1', withinMs: DOOMED_MS } };
  const models = { ...config.models, llama: { ...llama, baseUrl: `http://127.0.0.1:${port}/v1` }, doomed };
  writeFileSync(`${file}.new`, JSON.stringify({ ...config, models }));
  renameSync(`${file}.new`, file);
  await eventually(() => stdout().includes('configuration replaced') || undefined);
}

/** The trigger that the model's ScaledObject has for routers in the cluster. The local platform is in no namespace. */
export async function demandQuery(file: string): Promise<string> {
  const { serving } = (await loadPlatformConfig(file)).regions['us-east-1'] ?? {};
  assert.ok(serving);
  const [scaled] = servingManifests(serving).filter(({ kind }) => kind === 'ScaledObject');
  const { triggers } = (scaled?.spec ?? { triggers: [] }) as { readonly triggers: readonly Trigger[] };
  const { query } = triggers.find(({ metadata }) => metadata.activationThreshold === '0')?.metadata ?? {};
  assert.ok(query);
  return query.replaceAll(/namespace="[^"]+",/g, '');
}
