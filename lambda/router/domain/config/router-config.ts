import { promptProblems } from '../../contract/prompt-problems.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { TimeWindow } from '../../contract/routes.ts';
import { ROUTER_CONFIG_SCHEMA } from '../../contract/schema/router-config.ts';
import { isTimeZone } from '../../contract/time-zone.ts';
import { isObject } from '../openai/fields.ts';
import { schemaProblems } from './schema-problems.ts';

/** A configuration, or the sentence that says why a text is none. */
export type ParsedConfig = { readonly config: RouterConfig } | { readonly problem: string };

/** Reads what synth or the local platform wrote. Unknown members are refused: this router would not honour them. */
export function parseRouterConfig(source: string): ParsedConfig {
  const value = jsonOf(source);
  if (!isObject(value)) return { problem: 'it is not a JSON object' };
  const malformed = schemaProblems(ROUTER_CONFIG_SCHEMA, value);
  if (malformed.length > 0) return { problem: malformed.join('; ') };
  const config = deepFrozen(value) as unknown as RouterConfig;
  const problems = [...problemsOfRoutes(config), ...problemsOfPrompts(config)];
  return problems.length > 0 ? { problem: problems.join('; ') } : { config };
}

function problemsOfRoutes({ models, routes = {} }: RouterConfig): readonly string[] {
  return Object.entries(routes).flatMap(([alias, { candidates }]) => {
    const names = candidates.map(({ model }) => model);
    const twice = names.filter((name, index) => names.indexOf(name) < index);
    return [
      ...(Object.hasOwn(models, alias) ? [`'routes.${alias}' is also the name of a model; rename one of them`] : []),
      ...candidates.flatMap(({ when }, index) =>
        zoneProblems(`routes.${alias}.candidates[${index}].when.time`, when?.time ?? []),
      ),
      ...twice.map((name) => `'routes.${alias}.candidates' names the model '${name}' twice`),
    ];
  });
}

/** A zone that this runtime does not know would fail each request. */
const zoneProblems = (path: string, windows: readonly TimeWindow[]): readonly string[] =>
  windows.flatMap(({ zone }, index) =>
    zone === undefined || isTimeZone(zone)
      ? []
      : [`'${path}[${index}].zone' must be a time zone such as Europe/Berlin, not '${zone}'`],
  );

function problemsOfPrompts({ prompts = {} }: RouterConfig): readonly string[] {
  return promptProblems(prompts).map(({ path, value, message }) => {
    const said = value === undefined ? message : `${JSON.stringify(value)} ${message}`;
    return `'prompts.${path.join('.')}' ${said}`;
  });
}

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
