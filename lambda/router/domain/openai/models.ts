import type { RouterConfig } from '../../contract/router-config.ts';
import type { ModelRoute } from '../../contract/routes.ts';
import type { ModelTarget } from '../../contract/targets.ts';
import { modelNotFound } from '../http/openai-error.ts';

/** A model in OpenAI's shape. `created` is 0: the configuration does not say when a model appeared. */
export interface ModelObject {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  /** `route` for an alias. */
  readonly owned_by: ModelTarget['kind'] | 'route';
}

export interface ModelList {
  readonly object: 'list';
  readonly data: readonly ModelObject[];
}

/** The entry that takes every name which no other entry claims. */
const ANY = '*';

/** Models and aliases by name; the catch-all entry has no name of its own and is left out. */
export function listModels({ models, routes = {} }: RouterConfig): ModelList {
  const named = Object.entries(models).filter(([name]) => name !== ANY);
  const data = named.map(([name, { kind }]) => modelObject(name, kind));
  data.push(...Object.keys(routes).map((alias) => modelObject(alias, 'route')));
  return { object: 'list', data: data.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** @throws OpenAiError 404 */
export const retrieveModel = (config: RouterConfig, name: string): ModelObject =>
  modelObject(name, routeOf(config, name) === undefined ? targetOf(config, name).kind : 'route');

/** The route behind an alias; undefined when the name is none. */
export const routeOf = ({ routes = {} }: RouterConfig, name: string): ModelRoute | undefined =>
  Object.hasOwn(routes, name) ? routes[name] : undefined;

/**
 * Where a model is served.
 *
 * @throws OpenAiError 404 when the configuration neither claims the name nor takes every name
 */
export function targetOf(config: RouterConfig, name: string): ModelTarget {
  const target = claimedBy(config, name);
  if (target === undefined) throw modelNotFound(name);
  return target;
}

/** Where a model is served; undefined when nowhere. */
export const claimedBy = ({ models }: RouterConfig, name: string): ModelTarget | undefined =>
  Object.hasOwn(models, name) ? models[name] : models[ANY];

const modelObject = (id: string, owner: ModelObject['owned_by']): ModelObject => ({
  id,
  object: 'model',
  created: 0,
  owned_by: owner,
});

/** Where a model is served, or every candidate behind an alias. */
export function targetsOf(config: RouterConfig, asked: string): readonly ModelTarget[] {
  const candidates = routeOf(config, asked)?.candidates ?? [{ model: asked }];
  return candidates.map(({ model }) => claimedBy(config, model)).filter((target) => target !== undefined);
}
