import { REVIEW_ROUTES } from '../../lambda/review/contract.ts';
import { ROUTES as ROUTER_ROUTES, type RouteDefinition } from '../../lambda/router/contract/http.ts';

/** Of all functions behind the gateway. */
const ROUTES: readonly RouteDefinition[] = [...ROUTER_ROUTES, ...REVIEW_ROUTES];

/** A request's operation in API Gateway's words. */
export interface MatchedRoute {
  readonly kind: 'route';
  readonly route: RouteDefinition;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

export type Match =
  | MatchedRoute
  | { readonly kind: 'unknown-path' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  /** A percent sign that starts no character. */
  | { readonly kind: 'malformed-path' };

interface Resource {
  readonly routes: ReadonlyMap<string, RouteDefinition>;
  /** Of a path with parameters. */
  readonly pattern: RegExp;
}

const RESOURCES: ReadonlyMap<string, Resource> = new Map(
  ROUTES.map(({ path }) => [
    path,
    {
      routes: new Map(ROUTES.filter((route) => route.path === path).map((route) => [route.method, route])),
      pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    },
  ]),
);
const WITH_PARAMETERS = [...RESOURCES].filter(([path]) => path.includes('{')).map(([, resource]) => resource);

/** @param path without query string, as the client wrote it */
export function matchRoute(method: string, path: string): Match {
  const exact = path.includes('{') ? undefined : RESOURCES.get(path);
  if (exact !== undefined) return operation(exact, method, null);
  for (const resource of WITH_PARAMETERS) {
    const groups = resource.pattern.exec(path)?.groups;
    if (groups === undefined) continue;
    try {
      const decoded = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
      return operation(resource, method, Object.fromEntries(decoded));
    } catch {
      return { kind: 'malformed-path' };
    }
  }
  return { kind: 'unknown-path' };
}

function operation({ routes }: Resource, method: string, pathParameters: MatchedRoute['pathParameters']): Match {
  const route = routes.get(method);
  return route === undefined ? { kind: 'wrong-method', allowed: [...routes.keys()] } : { kind: 'route', route, pathParameters };
}
