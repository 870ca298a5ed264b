import type { ModelRoute } from '../../../lambda/router/contract/routes.ts';
import type { ModelConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { regionsOfModel } from './model-regions.ts';
import { resolveTarget } from './models.ts';
import { resolvePrice } from './prices.ts';
import { resolveRoute } from './routes.ts';
import { releaseRoute, withReleases } from './served-routes.ts';
import { routedReleases } from './served-targets.ts';

/** The models and routes of routers: a served model with several releases is a route to them. */
export function resolveRouting(data: PlatformData): {
  readonly models: Readonly<Record<string, ModelConfig>>;
  readonly routes: Readonly<Record<string, ModelRoute>>;
} {
  const all = Object.entries(data.models).map(([name, model]) => ({ name, model, releases: routedReleases(data, name, model) }));
  const split = new Map(all.flatMap(({ name, releases }) => (releases.length > 1 ? [[name, releases] as const] : [])));
  const models = all.flatMap(({ name, model, releases }) => {
    const price = resolvePrice(data, model);
    const common = { regions: regionsOfModel(data, name), ...(price && { price }) };
    const targets = releases.length > 0 ? releases : [{ model: name, target: resolveTarget(model) }];
    return targets.map(({ model: asked, target }): [string, ModelConfig] => [asked, { target, ...common }]);
  });
  const routes = [
    ...Object.entries(data.routes ?? {}).map(([alias, route]) => [alias, withReleases(resolveRoute(route), split)] as const),
    ...[...split].map(([name, releases]) => [name, releaseRoute(releases)] as const),
  ];
  return { models: Object.fromEntries(models), routes: Object.fromEntries(routes) };
}
