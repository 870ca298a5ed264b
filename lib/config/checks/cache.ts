import type { Problem } from '../config-error.ts';
import { suggestion } from '../problems/nearest.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';

/** The model that compares a tenant's questions can do so, wherever the tenant is served. */
export const checkCache: Check = (input) =>
  Object.entries(input.data.tenants ?? {}).flatMap(([name, { cache, residency }]): Problem[] => {
    const model = cache?.semantic?.model;
    if (model === undefined) return [];
    const path = ['tenants', name, 'cache', 'semantic', 'model'];
    const wrong = unfit(input, model) ?? unreachable(input, name, model, residency);
    return wrong === undefined ? [] : [problem(path, model, wrong)];
  });

function unfit({ data, names, intact }: WellFormed, name: string): string | undefined {
  const known = names('models').filter((model) => model !== '*');
  if (name === '*') return `stands for any model; use ${known.join(', ')}`;
  if (!names('models').includes(name)) return `is not among the models; ${suggestion(name, known)}`;
  const model = data.models?.[name];
  if (model === undefined || !intact('models', name) || model.hashingEmbedder || model.openai) return undefined;
  return 'gives no vectors here; use a model that is hashingEmbedder or openai';
}

function unreachable(
  { data, names, intact }: WellFormed,
  tenant: string,
  name: string,
  residency: readonly string[] | undefined,
): string | undefined {
  const served = data.models?.[name]?.regions;
  if (served === undefined || !intact('tenants', tenant, 'residency') || !intact('regions')) return undefined;
  const without = (residency ?? names('regions')).filter((region) => !served.includes(region));
  if (without.length === 0) return undefined;
  return `is not served in ${without.join(', ')}, where ${tenant} may be; serve it there, or use another one`;
}
