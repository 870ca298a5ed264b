import { rmSync } from 'node:fs';
import { usageIdentifierKey } from '../../lambda/authorizer/contract.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { routerConfig } from '../../lib/config/router-config.ts';
import { type AuthorizerHandler, createAdmission } from './admission.ts';
import { baseUrl, type Started, startedJson, startedText } from './banner.ts';
import { watchBudgets } from './budgets/watch.ts';
import { developmentKey } from './development-key.ts';
import { LONG_LIVED, lambdaEnvironment } from './environment.ts';
import { createGateway } from './gateway.ts';
import { LOCAL_API } from './gateway-event.ts';
import { createHttpServer, listen } from './http-server.ts';
import {
  type BufferedHandler,
  defineStreamingRuntime,
  loadHandler,
  requireBundles,
  type StreamingHandler,
} from './lambda-runtime.ts';
import { observePlatform } from './observed/observe-platform.ts';
import { placeIn } from './place.ts';
import { followFolder } from './prompts/follow-folder.ts';
import { localRouterConfig } from './router-config.ts';
import { stopOnSignal } from './shutdown.ts';
import { prepareState, replaceFile } from './state.ts';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** A file, or a preset's name. */
  readonly config: string;
  /** @default - the primary region */
  readonly region?: string;
  readonly state: string;
  /** A folder of templates and post-processors, watched. @default - those of the configuration only */
  readonly prompts?: string;
  readonly json?: boolean;
}

/**
 * Serves one region of a platform on this machine from the built bundles, until a signal comes.
 *
 * @throws Error, with a sentence for the user, when it cannot start
 */
export async function serve(options: ServeOptions): Promise<void> {
  requireBundles('authorizer', 'review', 'router');
  const config = await loadPlatformConfig(options.config, process.cwd());
  const { region, tenants } = placeIn(config, options.region);
  const base = localRouterConfig(routerConfig(config, region), process.env);
  const prompts = options.prompts === undefined ? undefined : followFolder(options.prompts, base);
  const routing = prompts?.config ?? base;

  // What is kept on disk is its owner's business only.
  process.umask(0o077);
  const state = prepareState(options.state);
  const apiKey = await developmentKey(state, tenants[0]);
  process.once('exit', () => rmSync(state.routerConfig, { force: true }));
  const publish = (content: RouterConfig) => replaceFile(state.routerConfig, JSON.stringify(content, null, 2));
  publish(routing);
  prompts?.follow(publish);
  Object.assign(process.env, { ...LONG_LIVED, ...process.env }, lambdaEnvironment(config, region, state));

  defineStreamingRuntime();
  const admit = createAdmission({
    handler: loadHandler<AuthorizerHandler>('authorizer'),
    region,
    usageKeys: new Set(tenants.map((tenant) => usageIdentifierKey(LOCAL_API, tenant))),
    now: () => performance.now(),
  });
  const review: BufferedHandler = (event) => loadHandler<BufferedHandler>('review')(event);
  const gateway = createGateway({ admit, router: loadHandler<StreamingHandler>('router'), review });
  const budgets = routing.budgets && watchBudgets(state.database, routing.budgets);
  const pages = observePlatform({ region, tenants, routing, database: state.database, ...(budgets && { budgets }) });
  const server = createHttpServer((request, response) => pages(request, response) || gateway.answer(request, response));
  const port = await listen(server, options.host, options.port);
  stopOnSignal(server, gateway.running);

  const started: Started = {
    url: baseUrl(options.host, port),
    apiKey,
    pid: process.pid,
    region,
    tenant: tenants[0],
    models: Object.keys(routing.models),
    stateFolder: state.folder,
  };
  // Whoever read the first line may close the pipe; the log then has no reader, and the platform goes on.
  process.stdout.on('error', () => {});
  process.stdout.write(options.json ? startedJson(started) : startedText(started));
}
