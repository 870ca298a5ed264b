import fc from 'fast-check';
import type { Problem } from '../../../lib/config/config-error.ts';
import { platform } from '../../../lib/config/platform.ts';
import { presets } from '../../../lib/config/presets/index.ts';
import { pathText } from '../../../lib/config/problems/path-text.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { everything, pathsIn, problemsOf, withValue } from './support.ts';

const INPUTS: readonly PlatformInput[] = [everything, ...Object.values(presets)];

const isSentence = ({ path, message }: Problem): boolean =>
  path.length > 0 && message.split(' ').length >= 4 && !/\n|\[object|Invalid|Unrecognized|Expected|\bundefined\b/.test(message);

function isFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
}

function holds(mutant: unknown): void {
  const problems = problemsOf(mutant);
  expect(problems.filter((problem) => !isSentence(problem))).toEqual([]);
  if (problems.length === 0) expect(isFrozen(platform(mutant as PlatformInput))).toBe(true);
}

const kind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

const place = fc.constantFrom(...INPUTS).chain((input) => fc.tuple(fc.constant(input), fc.constantFrom(...pathsIn(input))));

test('any JSON value anywhere gives a frozen configuration or sentences with paths', () => {
  fc.assert(
    fc.property(place, fc.jsonValue(), ([input, path], value) => holds(withValue(input, path, value))),
    { numRuns: 500 },
  );
});

test('so does any field more or less', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'cidr', 'echo', 'us-east-1', 'eu-west-9'),
  );
  fc.assert(
    fc.property(place, fc.option(names), fc.jsonValue(), ([input, path], name, value) =>
      holds(
        withValue(
          input,
          name === null ? path : [...path.filter((key) => typeof key === 'string'), name],
          name === null ? undefined : value,
        ),
      ),
    ),
    { numRuns: 250 },
  );
});

test('so does any value that only a program can write', () => {
  const odd = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
  });
  fc.assert(
    fc.property(place, odd, ([input, path], value) => holds(withValue(input, path, value))),
    { numRuns: 250 },
  );
});

/** Where a wrong type is reported: a choice and a secret as a whole, everything else where it is. */
const reportedAt = (text: string): string => text.replace(/\.secret$|(?<=us-west-2\.zones)\[\d\]$/, '');

test.each(pathsIn(everything).map(pathText))('a wrong type at %s is reported there', (text) => {
  const path = pathsIn(everything).find((candidate) => pathText(candidate) === text) ?? [];
  const right = path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], everything);
  const wrong = fc.jsonValue().filter((value) => kind(value) !== kind(right));
  fc.assert(
    fc.property(wrong, (value) => {
      const paths = problemsOf(withValue(everything, path, value)).map((problem) => problem.path);
      expect(paths.filter((found) => found.startsWith(reportedAt(text)))).not.toEqual([]);
    }),
    { numRuns: 12 },
  );
});
