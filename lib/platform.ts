import { type App, RemovalPolicies, type Stack, Tags } from 'aws-cdk-lib';
import { DataClass } from '../constructs/platform-keys/platform-keys.ts';
import { SERVICE_ACCOUNT as ROUTER_ACCOUNT } from '../services/router/service-account.ts';
import type { PlatformConfig } from './config/platform-config.ts';
import { routerConfig } from './config/router-config.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { GlobalStack } from './stacks/global-stack.ts';
import { GpuStack } from './stacks/gpu-stack.ts';
import { holdsTexts, ModerationStack } from './stacks/moderation-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { isWatched, ObservabilityStack } from './stacks/observability-stack.ts';
import { RouterPodsStack } from './stacks/router-pods-stack.ts';
import { ServingStack } from './stacks/serving-stack.ts';
import { makesState, StateStack } from './stacks/state-stack.ts';

/** The stacks of one region, in the order in which they deploy. */
export interface RegionalStacks {
  readonly data: DataStack;
  /** @default - none: the region has no network, or brings one */
  readonly network?: NetworkStack;
  /** @default - none: no tenant's texts are held for people */
  readonly moderation?: ModerationStack;
  /** @default - none: the region's routers share nothing, or what exists */
  readonly state?: StateStack;
  /** @default - none: the region has no GPUs */
  readonly gpu?: GpuStack;
  /** @default - none: the region has no GPUs */
  readonly serving?: ServingStack;
  readonly api: ApiStack;
  /** @default - none: the router is a function alone */
  readonly pods?: RouterPodsStack;
  /** @default - none: nothing watches the region */
  readonly observability?: ObservabilityStack;
}

/** Every stack of a platform. */
export interface Platform {
  readonly global: GlobalStack;
  readonly regions: Readonly<Record<string, RegionalStacks>>;
}

/**
 * Turns a configuration into stacks. The primary region comes first: the others hold replicas of its keys.
 * Regions read what is global by its deterministic name, so that no region's stack refers to the global one and none waits for another's API.
 */
export function createPlatform(app: App, config: PlatformConfig): Platform {
  for (const [key, value] of Object.entries({ platform: config.name, ...config.tags })) Tags.of(app).add(key, value);

  const global = new GlobalStack(app, config);
  const primaryFirst = Object.keys(config.regions).sort(
    (a, b) => Number(b === config.primaryRegion) - Number(a === config.primaryRegion),
  );
  const regions: Record<string, RegionalStacks> = {};
  for (const region of primaryFirst) {
    regions[region] = createRegion(app, config, region, regions[config.primaryRegion]?.data);
    after(regions[region].api, global);
  }
  for (const [region, { serving }] of Object.entries(regions)) {
    const others = config.regions[region]?.gpus?.replicateModelsTo ?? [];
    if (others.length > 0) serving?.replicateTo(others.flatMap((other) => regions[other]?.serving ?? []));
  }
  // Log groups and keys that constructs make for themselves are kept by default; a throw-away platform leaves nothing behind.
  if (config.data.removalPolicy === 'destroy') RemovalPolicies.of(app).destroy();
  return { global, regions };
}

function createRegion(app: App, config: PlatformConfig, region: string, primary?: DataStack): RegionalStacks {
  const describe = (what: string) => ({ config, region, description: `${config.name} in ${region}: ${what}` });
  const data = new DataStack(app, { ...describe('keys and tables'), replicaOf: primary?.keys });
  const logsKey = data.keys.keyFor(DataClass.LOGS);
  const { network: own, gpus, serving: served } = config.regions[region] ?? {};
  const ownCluster = gpus?.cluster.kind === 'own' ? gpus.cluster : undefined;
  const network =
    own?.kind === 'own'
      ? new NetworkStack(app, {
          ...describe('network'),
          network: own,
          logsKey,
          ...(ownCluster && { clusterName: ownCluster.name }),
        })
      : undefined;
  const moderation = holdsTexts(routerConfig(config, region))
    ? new ModerationStack(app, {
        ...describe('what waits for people'),
        keys: data.keys,
        ...(network && { network: network.network }),
      })
    : undefined;
  const state = makesState(config.regions[region])
    ? new StateStack(app, {
        ...describe('what routers share'),
        ...{ keys: data.keys, backups: data.backups, network: network?.network },
      })
    : undefined;
  const gpu =
    gpus && new GpuStack(app, { ...describe('cluster and GPU nodes'), gpus, keys: data.keys, network: network?.network });
  const serving =
    gpu &&
    served &&
    new ServingStack(app, { ...describe('models on GPUs'), gpus, serving: served, cluster: gpu.cluster, keys: data.keys });
  const api = new ApiStack(app, {
    ...describe('API, authorizer and router'),
    keys: data.keys,
    ledger: data.ledger,
    sessions: data.sessions,
    network: network?.network,
    ...(moderation && { moderation: moderation.moderation }),
    ...(state && { state }),
    ...(serving?.loadBalancer && { models: serving.loadBalancer }),
    ...(serving?.qdrant && { qdrantSecurityGroup: serving.qdrant.securityGroup }),
  });
  const pods =
    gpu &&
    gpus?.router &&
    served &&
    new RouterPodsStack(app, {
      ...describe('routers in the cluster'),
      ...{ pods: gpus.router, namespace: served.routers.namespace, serviceAccount: ROUTER_ACCOUNT },
      ...{ api, cluster: gpu.cluster, keys: data.keys },
    });
  const observability =
    isWatched(config, region) &&
    new ObservabilityStack(app, {
      ...describe('what watches it'),
      ...{ data, api, state },
      earlier: [data, network, moderation, state, gpu, serving, api].filter((stack) => stack !== undefined),
      moderation: moderation?.moderation,
      cluster: gpu?.cluster,
      network: network?.network,
    });
  return {
    ...{ data, network, api },
    ...(moderation && { moderation }),
    ...(state && { state }),
    ...(gpu && { gpu }),
    ...(serving && { serving }),
    ...(pods && { pods }),
    ...(observability && { observability }),
  };
}

/** A dependency on something that is read by name, which the CDK cannot see. */
function after(stack: Stack, earlier: Stack): void {
  stack.addStackDependency(earlier, 'reads the API keys by their deterministic name');
}
