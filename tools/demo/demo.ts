import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { ruleFile } from '../../services/observability/rules/prometheus.ts';
import { installedPrograms } from '../../test/sight/programs.ts';
import { readControl, removeControl, writeControl } from '../chaos/control-file.ts';
import type { Fault } from '../chaos/faults.ts';
import { randomFrom } from '../fuzz/random.ts';
import { requireBundles } from '../local/lambda-runtime.ts';
import { viewDashboards } from '../sight/view.ts';
import { startAlertmanager } from './alertmanager.ts';
import { breaks } from './breaks.ts';
import { startControl } from './control.ts';
import { startDoor } from './door.ts';
import { type Load, startLoad } from './load.ts';
import { demoRouting, startReceivers, type Told } from './on-call.ts';
import { type DemoOptions, requirePorts } from './options.ts';
import { arrivalsFor, type Part, redisPart, tritonPart } from './parts.ts';
import { startDemoPlatform } from './platform.ts';
import { startPrometheus } from './prometheus.ts';
import { fasterRules } from './time-scale.ts';
import { startTraces } from './traces.ts';
import { startMockUpstream } from './upstream.ts';

/** A running demo. */
export interface Demo {
  /** Base URL for OpenAI's clients. */
  readonly url: string;
  /** Of the tenant blue. */
  readonly apiKey: string;
  readonly dashboards: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** A trace is under `/traces/<id>`. */
  readonly traces: string;
  /** What is replayed. */
  readonly replayed: string;
  /** What this machine lacks, and how to get it, a sentence each. */
  readonly missing: readonly string[];
  readonly load: Load;
  readonly faults: () => readonly Fault[];
}

/**
 * Starts the platform, what watches it, what it leans on, and a load. All of it ends with this program.
 *
 * @param tell told of every alert that somebody would be told of
 * @throws Error, with a sentence for the user, when it cannot start
 */
export async function startDemo(options: DemoOptions, tell: (told: Told) => void): Promise<Demo> {
  requireBundles('authorizer', 'review', 'router');
  const other = readControl(options.state);
  if (other)
    throw new Error(
      `a demo runs already with its state in '${options.state}' (process ${other.pid}); end it, or use another --state`,
    );
  const programs = installedPrograms();
  const { arrivals, from } = arrivalsFor(options.trace);
  await requirePorts(options);
  const folder = mkdtempSync(path.join(tmpdir(), 'blueprint-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const random = randomFrom(1);
  const faults = (): readonly Fault[] => broken.faults();
  const upstreams = await Promise.all([
    startMockUpstream('large', faults, random, 60),
    startMockUpstream('small', faults, random, 25),
  ]);
  const [large, small] = await Promise.all(upstreams.map(({ port }) => startDoor(port)));
  if (large === undefined || small === undefined) throw new Error('the mock upstreams have not started');
  const [redis, triton, traces] = await Promise.all([redisPart(), tritonPart(folder, options.triton), startTraces()]);
  const broken = breaks({ large, small, ...doorOf('redis-down', redis), ...doorOf('triton-down', triton) });

  const platform = await startDemoPlatform(folder, options.port, {
    large: `http://127.0.0.1:${large.port}`,
    small: `http://127.0.0.1:${small.port}`,
    ...('door' in triton && { triton: `http://127.0.0.1:${triton.door.port}` }),
    ...('door' in redis && { redis: `redis://127.0.0.1:${redis.door.port}` }),
    collector: traces,
  });
  const receivers = await startReceivers(tell);
  const alertmanager = await startAlertmanager(
    programs['prometheus-alertmanager'],
    path.join(folder, 'alertmanager'),
    demoRouting(receivers.url, options.speed),
    options.alertmanagerPort,
  );
  const prometheus = await startPrometheus(programs.prometheus, path.join(folder, 'prometheus'), {
    rules: writeRules(path.join(folder, 'rules'), options.speed),
    targets: {
      'llm-platform': { address: new URL(platform.url).host, path: '/metrics' },
      ...targetsOf(redis),
      ...targetsOf(triton),
    },
    alertmanager,
    port: options.prometheusPort,
  });
  const view = await viewDashboards(`${prometheus.url}/`, options.dashboardsPort);
  await takeOrders(options.state, broken);
  return {
    url: platform.url,
    apiKey: platform.keys.blue,
    dashboards: `${view.url}?minutes=5`,
    prometheus: prometheus.url,
    alertmanager: `http://${alertmanager}`,
    traces,
    replayed: `${from}, ${options.speed} times as fast`,
    missing: [redis, triton].flatMap((part) => ('missing' in part ? [part.missing] : [])),
    load: startLoad(platform, arrivals, options.speed),
    faults,
  };
}

const doorOf = (name: 'redis-down' | 'triton-down', part: Part) => ('door' in part ? { [name]: part.door } : {});
const targetsOf = (part: Part) => ('door' in part ? part.targets : {});

/** Our rules, for a time that passes as fast as the load comes. @returns the files */
export function writeRules(folder: string, speed: number): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return fasterRules(RULE_GROUPS, speed).map((group) => {
    const file = path.join(folder, `${group.name}.yaml`);
    writeFileSync(file, ruleFile(group));
    return file;
  });
}

async function takeOrders(state: string, broken: ReturnType<typeof breaks>): Promise<void> {
  const token = randomBytes(24).toString('base64url');
  const { url } = await startControl(broken, token);
  if (!existsSync(state)) mkdirSync(state, { recursive: true, mode: 0o700 });
  writeControl(state, { url, token, pid: process.pid });
  process.once('exit', () => removeControl(state));
}
