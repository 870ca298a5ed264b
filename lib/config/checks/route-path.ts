import type { RouteData } from '../resolve/routes.ts';

type Path = readonly PropertyKey[];

/** Where the candidates of a route stand in what the user wrote. */
export const candidatesPath = (alias: string, written: RouteData): Path =>
  Array.isArray(written) ? ['routes', alias] : ['routes', alias, 'candidates'];

export const candidatePath = (alias: string, written: RouteData, index: number): Path => [
  ...candidatesPath(alias, written),
  index,
];
