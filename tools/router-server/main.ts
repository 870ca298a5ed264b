import path from 'node:path';
import { usageIdentifierKey } from '../../lambda/authorizer/contract.ts';
import { log } from '../../lambda/common/log.ts';
import { type AuthorizerHandler, createAdmission } from '../local/admission.ts';
import { LONG_LIVED } from '../local/environment.ts';
import { createGateway } from '../local/gateway.ts';
import { LOCAL_API } from '../local/gateway-event.ts';
import { createHttpServer, listen } from '../local/http-server.ts';
import { defineStreamingRuntime, type StreamingHandler } from '../local/lambda-runtime.ts';
import { askColdStarts, listenToRouter } from '../local/observed/listen.ts';
import { createMetrics } from '../local/observed/metrics.ts';
import { breakersOf } from '../local/observed/routes.ts';
import { Traffic } from '../local/observed/traffic.ts';
import { stopOnSignal } from '../local/shutdown.ts';
import { createAdmin } from './admin.ts';
import { readinessOf } from './readiness.ts';
import { settingsFrom } from './settings.ts';

const EVERYWHERE = '0.0.0.0';

/** Loads one of the functions, whose bundles lie beside this one. */
const handlerOf = <T>(name: string): T => (require(path.join(__dirname, name, 'index.js')) as { readonly handler: T }).handler;

/** The authorizer and the router behind one HTTP server, as a container runs them: what is theirs comes from the environment. */
async function main(): Promise<void> {
  const { port, adminPort, drainSeconds, tenants, region } = settingsFrom(process.env);
  Object.assign(process.env, { ...LONG_LIVED, ...process.env });
  defineStreamingRuntime();
  const traffic = new Traffic();
  const metrics = createMetrics({
    inFlight: () => traffic.totals.inFlight,
    conversations: () => traffic.totals.conversations,
    breakers: () => breakersOf(),
    // They are watched where they are kept, once for the platform and not in each replica.
    budgets: () => [],
    coldStarts: askColdStarts,
  });
  listenToRouter({
    started: (begun) => traffic.started(begun),
    finished: (observation) => {
      traffic.finished(observation);
      metrics.observe(observation);
    },
  });
  const router = handlerOf<StreamingHandler>('router');
  const admit = createAdmission({
    handler: handlerOf<AuthorizerHandler>('authorizer'),
    region,
    usageKeys: new Set(tenants.map((tenant) => usageIdentifierKey(LOCAL_API, tenant))),
    now: () => performance.now(),
  });
  const gateway = createGateway({ admit, router });
  const server = createHttpServer(gateway.answer);
  const admin = createAdmin({ metrics, readiness: readinessOf(router, tenants[0], () => server.listening) });
  const listening = { port: await listen(server, EVERYWHERE, port), adminPort: await listen(admin, EVERYWHERE, adminPort) };
  stopOnSignal(server, gateway.running, drainSeconds * 1000);
  log('info', 'router is up', { ...listening, region, node: process.versions.node });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`, () => process.exit(1));
});
