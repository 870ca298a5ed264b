import type { Problem } from '../config-error.ts';
import { type Check, problem, regionListProblems } from './check.ts';

/** A tenant stays in regions of the platform, and finds a model in each of them. */
export const checkTenants: Check = (input) =>
  Object.entries(input.data.tenants ?? {}).flatMap(([name, { residency = [] }]): Problem[] => {
    const path = ['tenants', name, 'residency'];
    const without = input.complete('models', 'regions')
      ? residency.filter((region) => !servesAnyModel(input.data.models ?? {}, region))
      : [];
    return [
      ...regionListProblems(input, path, residency),
      ...without.map((region) => problem(path, region, 'has no model; serve one there, or leave the region out')),
    ];
  });

function servesAnyModel(
  models: Readonly<Record<string, { readonly regions?: readonly string[] | undefined }>>,
  region: string,
): boolean {
  const entries = Object.values(models);
  return entries.length === 0 || entries.some(({ regions }) => regions?.includes(region) ?? true);
}
