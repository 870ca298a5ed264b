import type { z } from 'zod';
import { hasOwn, valueAt } from './problems/value-at.ts';
import { type PlatformData, platformSchema } from './schema/platform.ts';

type Path = readonly PropertyKey[];

const lenient = platformSchema.partial();

/** What is left of an input when everything malformed is taken out: cross-checks run on it, so that their findings join the others. */
export interface WellFormed {
  readonly data: Partial<PlatformData>;
  /** Whether nothing was taken out at the path, below it or above it. */
  readonly intact: (...path: string[]) => boolean;
  /** The names that were written in a section, those of malformed entries included. */
  readonly names: (section: Section) => string[];
  /** Whether every entry of a section is left, with this field as it was written. */
  readonly complete: (section: Section, field: string) => boolean;
}

type Section = 'regions' | 'models' | 'tenants' | 'organisations';

/** Takes out what zod finds wrong, and what becomes incomplete by that, until the rest is right. */
export function wellFormed(input: unknown): WellFormed {
  const removed: Path[] = [];
  let rest = input;
  let parsed = lenient.safeParse(rest);
  while (!parsed.success) {
    for (const path of parsed.error.issues.flatMap(culprits)) {
      const target = isThere(rest, path) ? path : path.slice(0, -1);
      rest = target.length === 0 ? {} : without(rest, target);
      removed.push(target);
    }
    parsed = lenient.safeParse(rest);
  }
  const { data } = parsed;
  const intact = (...path: string[]) => !removed.some((gone) => startsWith(gone, path) || startsWith(path, gone));
  const names = (section: Section) => namesIn(valueAt(input, [section]));
  const complete = (section: Section, field: string) =>
    names(section).every((name) => Object.hasOwn(data[section] ?? {}, name) && intact(section, name, field));
  return { data, intact, names, complete };
}

/** What to take out because of an issue. A list goes as a whole: without one element it would mean something else. */
function culprits(issue: z.core.$ZodIssue): Path[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const index = path.findIndex((key) => typeof key === 'number');
    return index < 0 ? path : path.slice(0, index);
  });
}

function isThere(data: unknown, path: Path): boolean {
  const [last] = path.slice(-1);
  return last !== undefined && hasOwn(valueAt(data, path.slice(0, -1)), last);
}

function without(data: unknown, [key, ...below]: Path): unknown {
  if (key === undefined || !hasOwn(data, key)) return data;
  const copy: Record<PropertyKey, unknown> = { ...data };
  if (below.length === 0) delete copy[key];
  else copy[key] = without(copy[key], below);
  return copy;
}

function startsWith(path: Path, beginning: Path): boolean {
  return beginning.every((key, i) => path[i] === key);
}

function namesIn(section: unknown): string[] {
  return typeof section === 'object' && section !== null && !Array.isArray(section) ? Object.keys(section) : [];
}
