import type { ModelTarget, RouterConfig } from '../contract.ts';
import { type FieldKind, integer, isObject, isString, modelName, mustBe, object, text } from './openai/fields.ts';
import { problemsOfLimits } from './quota/limits-config.ts';
import { problemsOfResidency, problemsOfRoutes } from './routing/route-config.ts';

/** A configuration, or the sentence that says why a text is none. */
export type ParsedConfig = { readonly config: RouterConfig } | { readonly problem: string };

/** More dimensions than any embedding model has; bounds what one request can make us compute. */
const MAX_DIMENSIONS = 4096;

const baseUrl: FieldKind = {
  expected: 'an http(s) URL without credentials, query or fragment',
  accepts: (value) => {
    if (!isString(value) || !URL.canParse(value)) return false;
    const { protocol, username, password, search, hash } = new URL(value);
    return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
  },
};

const apiKey: FieldKind = {
  expected: 'an object { "secret": "<name>" }',
  accepts: (value) => isObject(value) && isString(value.secret) && value.secret !== '' && Object.keys(value).length === 1,
};

interface Shape {
  readonly required: Readonly<Record<string, FieldKind>>;
  readonly optional: Readonly<Record<string, FieldKind>>;
}

const SHAPES: Readonly<Record<ModelTarget['kind'], Shape>> = {
  echo: { required: {}, optional: {} },
  'hashing-embedder': { required: { dimensions: integer(1, MAX_DIMENSIONS) }, optional: {} },
  openai: { required: { baseUrl }, optional: { model: modelName, apiKey } },
  anthropic: { required: { baseUrl }, optional: { model: modelName, apiKey } },
  bedrock: { required: { modelId: text }, optional: { region: text } },
  triton: { required: { baseUrl, model: modelName }, optional: { version: integer(1) } },
};

/** Reads what synth or the local platform wrote. Unknown members are refused: this router would not honour them. */
export function parseRouterConfig(source: string): ParsedConfig {
  const value = jsonOf(source);
  if (!isObject(value)) return { problem: 'it is not a JSON object' };
  const problems = problemsOf(value);
  if (problems.length > 0) return { problem: problems.join('; ') };
  return { config: deepFrozen(value) as unknown as RouterConfig };
}

function problemsOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  const { version, models, routes, residency, limits } = value;
  const problems = unknownMembers(value, ['version', 'models', 'routes', 'residency', 'limits'], '');
  if (version !== 1) problems.push(`'version' ${mustBe('1', version)}`);
  if (routes !== undefined) problems.push(...problemsOfRoutes(routes, models));
  if (residency !== undefined) problems.push(...problemsOfResidency(residency));
  if (limits !== undefined) problems.push(...problemsOfLimits(limits));
  if (!isObject(models)) return [...problems, `'models' ${mustBe(object.expected, models)}`];
  for (const [name, target] of Object.entries(models)) problems.push(...problemsOfTarget(`models.${name}`, target));
  return problems;
}

function problemsOfTarget(path: string, target: unknown): readonly string[] {
  if (!isObject(target)) return [`'${path}' ${mustBe(object.expected, target)}`];
  const { kind } = target;
  if (!isString(kind) || !isKind(kind)) return [`'${path}.kind' ${mustBe(`one of ${Object.keys(SHAPES).join(', ')}`, kind)}`];
  const { required, optional } = SHAPES[kind];
  const fields: Readonly<Record<string, FieldKind>> = { kind: text, ...required, ...optional };
  const problems = unknownMembers(target, Object.keys(fields), `${path}.`);
  for (const [name, field] of Object.entries(fields)) {
    const value = target[name];
    if (value === undefined && Object.hasOwn(optional, name)) continue;
    if (!field.accepts(value)) problems.push(`'${path}.${name}' ${mustBe(field.expected, value)}`);
  }
  return problems;
}

const isKind = (kind: string): kind is ModelTarget['kind'] => Object.hasOwn(SHAPES, kind);

const unknownMembers = (value: object, known: readonly string[], path: string): string[] =>
  Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `'${path}${name}' is not known; known are ${known.join(', ')}`);

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFrozen(member);
    Object.freeze(value);
  }
  return value;
}
