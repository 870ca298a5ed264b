import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { platformJsonSchema } from '../../../lib/config/json-schema.ts';
import { platform } from '../../../lib/config/platform.ts';
import type { PlatformConfig } from '../../../lib/config/platform-config.ts';
import { presets } from '../../../lib/config/presets/index.ts';
import { ruleOf } from '../../../lib/config/schema/field.ts';
import { platformSchema } from '../../../lib/config/schema/platform.ts';
import { accepts, type SchemaNode } from './json-schema-validator.ts';
import { everything, input, pathsIn, problemsOf, withValue } from './support.ts';

const schema = platformJsonSchema() as SchemaNode;

/** Every part of the schema by its path; `*` stands for a name, `[]` for an element. */
function nodes(node: SchemaNode, name: string): [string, SchemaNode][] {
  const { additionalProperties: entries } = node;
  return [
    [name, node],
    ...Object.entries(node.properties ?? {}).flatMap(([key, part]) => nodes(part, `${name}.${key}`)),
    ...(typeof entries === 'object' ? nodes(entries, `${name}.*`) : []),
    ...(node.items ? nodes(node.items, `${name}[]`) : []),
  ];
}

test('the committed schema is up to date (node --import tsx tools/write-schema.ts)', () => {
  const committed = readFileSync(path.join(__dirname, '../../../docs/platform-config.schema.json'), 'utf8');
  expect(committed).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test.each(nodes(schema, 'config'))('%s has a description, and takes no fields but its own', (_, node) => {
  expect(node.description).toMatch(/\S{2}/);
  expect(node.properties ? node.additionalProperties : false).toBe(false);
});

test.each(Object.entries({ ...presets, everything, small: input() }))('%s is right by the JSON Schema too', (_, value) => {
  expect(accepts(schema, JSON.parse(JSON.stringify(value)))).toBe(true);
  expect(accepts(schema, { $schema: './schema.json', ...value })).toBe(true);
});

test.each([
  ['an unknown field', { ...input(), nmae: 1 }],
  ['a missing field', { name: 'acme' }],
  ['an unknown region', { ...input(), regions: { 'us-east1': {} } }],
  ['no region', { ...input(), regions: {} }],
  ['a model of no kind', { ...input(), models: { m: {} } }],
  ['a model of two kinds', { ...input(), models: { m: { echo: {}, hashingEmbedder: {} } } }],
  ['a pasted key', { ...input(), models: { m: { openai: { apiKey: 'x' } } } }],
  ['a wrong type', { ...input(), name: 5 }],
])('%s is wrong by the JSON Schema too', (_, value) => {
  expect(accepts(schema, value)).toBe(false);
});

test('whatever platform() accepts, the JSON Schema accepts', () => {
  fc.assert(
    fc.property(fc.constantFrom(...pathsIn(everything)), fc.option(fc.jsonValue(), { nil: undefined }), (place, value) => {
      const mutant = withValue(everything, place, value);
      if (problemsOf(mutant).length === 0) expect(accepts(schema, mutant)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, (config: PlatformConfig) => unknown]>([
  [
    'config.models.*.hashingEmbedder.dimensions',
    ({ models }) => models.m?.target.kind === 'hashing-embedder' && models.m.target.dimensions,
  ],
  ['config.models.*.openai.baseUrl', ({ models }) => models.n?.target.kind === 'openai' && models.n.target.baseUrl],
  ['config.authentication.jwt[].tenantClaim', ({ authentication }) => authentication.jwt[0]?.tenantClaim],
  ['config.api.throttle.requestsPerSecond', ({ api }) => api.throttle.requestsPerSecond],
  ['config.api.throttle.burst', ({ api }) => api.throttle.burst],
  ['config.api.requestsPerAddress', ({ api }) => api.requestsPerAddress],
  ['config.logs.retentionDays', ({ logs }) => logs.retentionDays],
  ['config.data.removalPolicy', ({ data }) => data.removalPolicy],
  ['config.data.usageRetentionDays', ({ data }) => data.usageRetentionDays],
])('the default that %s promises is the one that is filled in', (name, pick) => {
  const models = { m: { hashingEmbedder: {} }, n: { openai: { apiKey: { secret: 'openai/api-key' } } } };
  const jwt = [{ issuer: 'https://login.acme.example', audience: ['llm'] }];
  const config = platform(input({ models, authentication: { jwt } }));
  const promised = /Default: (\S+?)\.?$/.exec(new Map(nodes(schema, 'config')).get(name)?.description ?? '')?.[1];
  expect(promised).toBe(String(pick(config)));
});

test('every part of the schema has a rule for messages', () => {
  expect(
    parts(platformSchema, 'config')
      .filter(([, part]) => !ruleOf(part))
      .map(([name]) => name),
  ).toEqual([]);
});

function parts(schema: z.core.$ZodType, name: string): [string, z.core.$ZodType][] {
  const part = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const below: [string, z.core.$ZodType][] = [];
  if (part instanceof z.ZodObject) below.push(...Object.entries<z.core.$ZodType>(part.shape));
  if (part instanceof z.ZodArray) below.push(['[]', part.element]);
  if (part instanceof z.ZodRecord) below.push(['key', part.keyType], ['*', part.valueType]);
  return [[name, part], ...below.flatMap(([key, inner]) => parts(inner, `${name}.${key}`))];
}
