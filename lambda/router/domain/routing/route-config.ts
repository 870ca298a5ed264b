import { HOURS_PATTERN, ROUTE_STRATEGIES, WEEKDAYS } from '../../contract.ts';
import {
  type FieldKind,
  flag,
  isObject,
  isString,
  listOf,
  modelName,
  mustBe,
  number,
  object,
  oneOf,
  text,
} from '../openai/fields.ts';

/** Members by name; those ending in `?` may be absent. */
type Shape = Readonly<Record<string, FieldKind>>;

const filledListOf = (kind: FieldKind): FieldKind => ({
  expected: `${listOf(kind).expected}, and at least one`,
  accepts: (value) => listOf(kind).accepts(value) && (value as readonly unknown[]).length > 0,
});

const weight: FieldKind = {
  expected: 'a number above 0',
  accepts: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
};

const hours: FieldKind = {
  expected: 'two times such as 08:00-18:00',
  accepts: (value) => isString(value) && HOURS_PATTERN.test(value),
};

const ROUTE: Shape = {
  strategy: oneOf(...ROUTE_STRATEGIES),
  splitBy: oneOf('request', 'principal'),
  candidates: filledListOf(object),
  'defaultAnswer?': text,
};
const CANDIDATE: Shape = { model: modelName, 'weight?': weight, 'when?': object };
const WHEN: Shape = {
  'tenants?': filledListOf(text),
  'regions?': filledListOf(text),
  'time?': object,
  'contextTokens?': object,
  'complexity?': object,
  'stream?': flag,
};
const TIME: Shape = { 'days?': filledListOf(oneOf(...WEEKDAYS)), 'hours?': hours };
const BOUNDS: Shape = { 'min?': number(0, Number.MAX_SAFE_INTEGER), 'max?': number(0, Number.MAX_SAFE_INTEGER) };

/** What is wrong with the aliases of a configuration, as sentences. */
export function problemsOfRoutes(routes: unknown, models: unknown): readonly string[] {
  if (!isObject(routes)) return [`'routes' ${mustBe(object.expected, routes)}`];
  return Object.entries(routes).flatMap(([alias, route]) => [
    ...(isObject(models) && Object.hasOwn(models, alias)
      ? [`'routes.${alias}' is also the name of a model; rename one of them`]
      : []),
    ...problemsOfRoute(`routes.${alias}`, route),
  ]);
}

/** What is wrong with the regions that tenants are bound to, as sentences. */
export function problemsOfResidency(residency: unknown): readonly string[] {
  if (!isObject(residency)) return [`'residency' ${mustBe(object.expected, residency)}`];
  const regions = filledListOf(text);
  return Object.entries(residency)
    .filter(([, list]) => !regions.accepts(list))
    .map(([tenant, list]) => `'residency.${tenant}' ${mustBe(regions.expected, list)}`);
}

function problemsOfRoute(path: string, route: unknown): readonly string[] {
  const problems = shapeProblems(path, route, ROUTE);
  if (problems.length > 0 || !isObject(route)) return problems;
  const candidates = route.candidates as readonly unknown[];
  const models = candidates.map((candidate) => isObject(candidate) && candidate.model);
  return [
    ...candidates.flatMap((candidate, index) => problemsOfCandidate(`${path}.candidates[${index}]`, candidate)),
    ...models
      .filter((model, index) => models.indexOf(model) < index)
      .map((model) => `'${path}.candidates' names the model '${model}' twice`),
  ];
}

function problemsOfCandidate(path: string, candidate: unknown): readonly string[] {
  const problems = shapeProblems(path, candidate, CANDIDATE);
  const when = isObject(candidate) ? candidate.when : undefined;
  if (problems.length > 0 || !isObject(when)) return problems;
  const inside: readonly (readonly [string, Shape])[] = [
    ['time', TIME],
    ['contextTokens', BOUNDS],
    ['complexity', BOUNDS],
  ];
  return [
    ...shapeProblems(`${path}.when`, when, WHEN),
    ...inside.flatMap(([name, shape]) => (isObject(when[name]) ? shapeProblems(`${path}.when.${name}`, when[name], shape) : [])),
  ];
}

function shapeProblems(path: string, value: unknown, shape: Shape): readonly string[] {
  if (!isObject(value)) return [`'${path}' ${mustBe(object.expected, value)}`];
  const known = Object.keys(shape).map((name) => name.replace('?', ''));
  const strangers = Object.keys(value).filter((name) => !known.includes(name));
  return [
    ...strangers.map((name) => `'${path}.${name}' is not known; known are ${known.join(', ')}`),
    ...Object.entries(shape).flatMap(([member, field]) => {
      const name = member.replace('?', '');
      if (value[name] === undefined && member !== name) return [];
      return field.accepts(value[name]) ? [] : [`'${path}.${name}' ${mustBe(field.expected, value[name])}`];
    }),
  ];
}
