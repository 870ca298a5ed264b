import type { Problem } from '../config-error.ts';
import { pathText } from '../problems/path-text.ts';
import { show } from '../problems/show.ts';
import type { WellFormed } from '../well-formed.ts';

/** Finds what does not fit together among well-formed parts. */
export type Check = (input: WellFormed) => Problem[];

/** A problem at a path; the message shows the value first, unless there is none to show. */
export function problem(path: readonly PropertyKey[], value: unknown, message: string): Problem {
  if (value === undefined) return { path: pathText(path), message };
  return { path: pathText(path), value: show(value), message: `${show(value)} ${message}` };
}

/** Regions, of those given, whose own network has no way to the internet. */
export function regionsWithoutInternet({ data }: WellFormed, among?: readonly string[]): string[] {
  return Object.entries(data.regions ?? {}).flatMap(([name, { natGateways }]) =>
    natGateways === 0 && (among?.includes(name) ?? true) ? [name] : [],
  );
}

/** The elements that occur earlier in the list. */
export function repeated<T>(list: readonly T[]): T[] {
  return list.filter((element, i) => list.indexOf(element) < i);
}

/** Problems of a list of regions, such as a model's or a tenant's: each must be one of the platform's, once. */
export function regionListProblems(input: WellFormed, path: readonly PropertyKey[], list: readonly string[]): Problem[] {
  const known = input.names('regions');
  return [
    ...list
      .filter((region) => known.length > 0 && !known.includes(region))
      .map((region) => problem(path, region, `is not among the platform's regions; use ${known.join(', ')}`)),
    ...repeated(list).map((region) => problem(path, region, 'is listed twice; list it once')),
  ];
}
