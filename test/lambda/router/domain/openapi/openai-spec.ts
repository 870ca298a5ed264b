import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** OpenAI's own description of its API; it is not part of the repository. */
const FILE = path.join(__dirname, '..', '..', '..', '..', '..', '..', 'shared', 'data', 'openai-openapi', 'openapi.yaml');

/** For a test's name: why it has nothing to compare with. */
export const noOpenAiSpec = existsSync(FILE)
  ? ''
  : ' (nothing to compare with: there is no shared/data/openai-openapi beside this repository)';

// biome-ignore lint/suspicious/noExplicitAny: schemas of every shape
export type Schemas = Readonly<Record<string, any>>;

/** The schemas of these names, and those that they refer to. The whole file takes seconds to parse. */
export function openAiSchemas(...names: readonly string[]): Schemas {
  const text = readFileSync(FILE, 'utf8');
  const start = text.indexOf('\n  schemas:\n', text.indexOf('\ncomponents:\n'));
  const sources = new Map<string, string>();
  for (const [source, name] of text.slice(start).matchAll(/^ {4}(\w+):\n(?: {5,}.*\n|\n)+/gm)) sources.set(name ?? '', source);
  const schemas: Record<string, unknown> = {};
  const wanted = [...names];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const source = sources.get(name);
    if (name in schemas || source === undefined) continue;
    schemas[name] = parse(source)[name];
    wanted.push(...[...source.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, other]) => other ?? ''));
  }
  return schemas;
}

/** Names of the members that a schema has, those of its parts included. */
export function membersOf(schemas: Schemas, name: string): readonly string[] {
  const walk = ({ $ref, properties = {}, allOf = [] }: Schemas): readonly string[] => [
    ...Object.keys(properties),
    ...allOf.flatMap(walk),
    ...($ref === undefined ? [] : walk(schemas[$ref.split('/').at(-1)])),
  ];
  return walk(schemas[name]);
}
