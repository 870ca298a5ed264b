import path from 'node:path';
import { startPrometheus, type Targets } from '../../tools/demo/prometheus.ts';
import { type Harness, harness } from '../support/harness.ts';
import { testBadInput } from './bad-input.ts';
import { testColdStart } from './cold-start.ts';
import { startDelivery, testDelivery } from './delivery.ts';
import { testEvaluation } from './evaluation.ts';
import { startExporters } from './exporters.ts';
import { testInCluster } from './in-cluster.ts';
import { testManaged } from './managed.ts';
import { testPage } from './page.ts';
import { testPanels } from './panels.ts';
import { installedPrograms, type Program } from './programs.ts';
import { startObservedRedis } from './redis.ts';
import { testRoutes } from './routes.ts';
import { testRules, writeRules } from './rules.ts';
import { testTraceCollector } from './trace-collector.ts';
import { startTraffic } from './traffic.ts';

/** `npm run test:sight`: rules, routes of alerts and dashboards before promtool, amtool and a real Prometheus that scrapes the local platform. `-- --screenshot <file>` takes a picture for the docs too. */
harness('sight', async (run) => {
  const programs = installedPrograms();
  // It waits most of its time.
  await Promise.all([testColdStart(run, programs), testFiles(run, programs)]);
  const [traffic, exporters, redis] = await Promise.all([startTraffic(run.folder), startExporters(), startObservedRedis()]);
  const targets: Targets = {
    'llm-platform': { address: new URL(traffic.platform.url).host, path: '/metrics' },
    ...Object.fromEntries(Object.entries(exporters.jobs).map(([job, url]) => [job, { address: exporters.address, path: url }])),
    // Instead of the recording.
    ...(redis !== undefined && { redis: { address: redis.address, path: '/metrics' } }),
  };
  const folder = path.join(run.folder, 'prometheus');
  const delivery = await startDelivery(programs['prometheus-alertmanager'], path.join(run.folder, 'alertmanager'));
  const rules = writeRules(path.join(run.folder, 'loaded'));
  const { alertmanager } = delivery;
  const prometheus = await startPrometheus(programs.prometheus, folder, { rules, targets, alertmanager });
  const recorded =
    redis === undefined ? ' (Redis from its recording; Debian: apt-get install redis-server prometheus-redis-exporter)' : '';
  console.log(`Prometheus scrapes the local platform and ${Object.keys(exporters.jobs).length} others${recorded}`);
  await testEvaluation(run, prometheus);
  await testPanels(run, prometheus);
  await testDelivery(run, delivery);
  const [, , option, file] = process.argv;
  await testPage(run, prometheus, option === '--screenshot' ? file : undefined);
  await traffic.stop();
  await redis?.stop();
  exporters.close();
  delivery.close();
});

async function testFiles(run: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  await testRules(run, programs);
  await testRoutes(run, programs);
  await testBadInput(run, programs);
  await testManaged(run, programs);
  await testInCluster(run, programs);
  await testTraceCollector(run);
}
