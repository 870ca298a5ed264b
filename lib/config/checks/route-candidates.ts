import type { Problem } from '../config-error.ts';
import { type FullRoute, type RouteData, type WindowData, windowsOf } from '../resolve/routes.ts';
import type { WellFormed } from '../well-formed.ts';
import { problem, regionListProblems, repeated } from './check.ts';
import { candidatePath, candidatesPath } from './route-path.ts';

type Candidate = FullRoute['candidates'][number];
type Path = readonly PropertyKey[];

/** Candidates name models, tenants and regions that there are, each once, and their conditions can be met. */
export function candidateProblems(input: WellFormed, alias: string, written: RouteData, { candidates }: FullRoute): Problem[] {
  return [
    ...candidates.flatMap((candidate, index) => problemsOf(input, candidatePath(alias, written, index), candidate)),
    ...repeated(candidates.map(({ model }) => model)).map((model) =>
      problem(candidatesPath(alias, written), model, 'is listed twice; list each model once'),
    ),
  ];
}

function problemsOf(input: WellFormed, path: Path, { model, when = {} }: Candidate): Problem[] {
  const { tenants = [], regions = [], time } = when;
  const inside = [...path, 'when'];
  return [
    ...unknown(
      [...path, 'model'],
      [model],
      input.names('models').filter((name) => name !== '*'),
      'models',
    ),
    ...unknown([...inside, 'tenants'], tenants, input.names('tenants'), 'tenants'),
    ...twice([...inside, 'tenants'], tenants),
    ...regionListProblems(input, [...inside, 'regions'], regions),
    ...(time === undefined
      ? []
      : windowsOf(time).flatMap((window, index) => windowProblems([...inside, ...pathIn(time, index)], window))),
    ...crossedBounds(inside, when),
  ];
}

const unknown = (path: Path, names: readonly string[], known: readonly string[], what: string): Problem[] =>
  names
    .filter((name) => known.length > 0 && !known.includes(name))
    .map((name) => problem(path, name, `is none of the ${what}; use ${known.join(', ')}`));

const twice = (path: Path, list: readonly string[]): Problem[] =>
  repeated(list).map((element) => problem(path, element, 'is listed twice; list it once'));

const pathIn = (time: unknown, index: number): Path => (Array.isArray(time) ? ['time', index] : ['time']);

function windowProblems(path: Path, { days, hours }: WindowData): Problem[] {
  if (days === undefined && hours === undefined) {
    return [problem(path, undefined, 'says neither days nor hours, so it is any time; add one of them, or leave it out')];
  }
  return [...twice([...path, 'days'], days ?? []), ...emptyHours([...path, 'hours'], hours)];
}

function emptyHours(path: Path, hours: string | undefined): Problem[] {
  const [from, to] = hours?.split('-') ?? [];
  if (from === undefined || from !== to) return [];
  return [problem(path, hours, 'is empty; use two different times, or leave it out for all day')];
}

function crossedBounds(path: Path, when: NonNullable<Candidate['when']>): Problem[] {
  return (['contextTokens', 'complexity'] as const).flatMap((name) => {
    const { min, max } = when[name] ?? {};
    if (min === undefined || max === undefined || min <= max) return [];
    return [problem([...path, name, 'min'], min, `is above max, which is ${max}; swap them`)];
  });
}
