import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import type { ModelTarget } from '../../lambda/router/contract/targets.ts';
import { releaseUrl } from '../../services/serving/names.ts';
import type { PlatformConfig } from './platform-config.ts';
import { releaseHost } from './resolve/served-targets.ts';
import { routerConfig } from './router-config.ts';

/** What the routers in a region's cluster read: as the function does, but they call the models of the region by their Services and not through the load balancer. */
export function podRouterConfig(config: PlatformConfig, region: string): RouterConfig {
  const content = routerConfig(config, region);
  const { gpus, serving } = config.regions[region] ?? {};
  if (gpus === undefined || serving === undefined) return content;
  const inside = new Map(
    serving.models.flatMap((model) =>
      model.releases.map(
        (release) => [releaseHost(gpus.zoneName, model.name, release.name), releaseUrl(serving, model, release)] as const,
      ),
    ),
  );
  const models = Object.entries(content.models).map(([name, target]) => [name, movedInside(target, inside)]);
  return { ...content, models: Object.fromEntries(models) };
}

function movedInside(target: ModelTarget, inside: ReadonlyMap<string, string>): ModelTarget {
  if (!('baseUrl' in target)) return target;
  const { hostname, pathname } = new URL(target.baseUrl);
  const origin = inside.get(hostname);
  return origin === undefined ? target : { ...target, baseUrl: `${origin}${pathname}`.replace(/\/$/, '') };
}
