import { ROUTES, type RouteDefinition } from '../../contract/http.ts';
import type { ApiRequest } from './api-gateway-event.ts';
import { methodNotAllowed, unknownUrl } from './openai-error.ts';

/** A route of the contract, and what stood where its template has a name in braces. */
export interface MatchedRoute {
  readonly route: RouteDefinition;
  readonly parameters: Readonly<Record<string, string>>;
}

const TEMPLATES = [...new Set(ROUTES.map((route) => route.path))].map((path) => ({ path, segments: path.split('/') }));

/** @throws OpenAiError 404 for an unknown path, 405 for a known path with another method */
export function matchRoute(request: ApiRequest): MatchedRoute {
  const matched = templateOf(request);
  if (matched === undefined) throw unknownUrl(request.method, request.path);
  const route = ROUTES.find((candidate) => candidate.path === matched.path && candidate.method === request.method);
  if (route !== undefined) return { route, parameters: matched.parameters };
  const allowed = ROUTES.filter((candidate) => candidate.path === matched.path).map((candidate) => candidate.method);
  throw methodNotAllowed(request.method, matched.path, allowed);
}

interface MatchedTemplate {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function templateOf(request: ApiRequest): MatchedTemplate | undefined {
  const bare = request.stage === '' ? undefined : withoutStage(request.path, request.stage);
  const candidates = bare === undefined ? [request.path] : [request.path, bare];
  for (const path of candidates) {
    for (const template of TEMPLATES) {
      const parameters = fill(template.segments, path.split('/'));
      if (parameters !== undefined) return { path: template.path, parameters };
    }
  }
  // A custom domain may map any base path in front of the API: then only the gateway knows which route it is.
  const known = TEMPLATES.find((template) => template.path === request.resource);
  return known && { path: known.path, parameters: stringsOf(request.pathParameters) };
}

const withoutStage = (path: string, stage: string): string | undefined =>
  path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;

function fill(template: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (template.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const actual = path[index] ?? '';
    if (expected.startsWith('{')) {
      if (actual === '') return undefined;
      parameters[expected.slice(1, -1)] = decoded(actual);
    } else if (expected !== actual) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function stringsOf(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs.map(([name, value]) => [name, decoded(value)]));
}
