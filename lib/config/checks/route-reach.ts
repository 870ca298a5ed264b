import type { Problem } from '../config-error.ts';
import { regionsOfModel } from '../resolve/model-regions.ts';
import type { FullRoute, RouteData } from '../resolve/routes.ts';
import type { WellFormed } from '../well-formed.ts';
import { problem } from './check.ts';
import { candidatePath } from './route-path.ts';

type Candidate = FullRoute['candidates'][number];

/** Every candidate can be asked by someone somewhere, and a tenant that is bound to regions finds a candidate in each of them. */
export function reachProblems(input: WellFormed, alias: string, written: RouteData, { candidates }: FullRoute): Problem[] {
  const { data, intact, names, complete } = input;
  const all = names('regions');
  const known = candidates.every(({ model }) => data.models?.[model] !== undefined && intact('models', model));
  if (!known || !complete('tenants', 'residency') || !intact('regions') || all.length === 0) return [];
  const regionsOf = ({ model, when }: Candidate) => {
    const served = regionsOfModel(data, model);
    return served.filter((region) => when?.regions?.includes(region) ?? true);
  };
  const homesOf = (tenant: string) => data.tenants?.[tenant]?.residency ?? all;
  return [
    ...candidates.flatMap((candidate, index) => {
      const reason = whyNeverAsked(candidate, regionsOf(candidate), names('tenants'), homesOf);
      return reason === undefined ? [] : [problem(candidatePath(alias, written, index), undefined, reason)];
    }),
    ...Object.entries(data.tenants ?? {}).flatMap(([tenant, { residency = [] }]) => {
      const asked = candidates.filter((candidate) => isFor(candidate, tenant));
      const without = residency.filter(
        (region) => asked.length > 0 && !asked.some((candidate) => regionsOf(candidate).includes(region)),
      );
      return without.map((region) =>
        problem(
          ['routes', alias],
          undefined,
          `has no candidate in ${region}, to which tenant ${tenant} is bound; add one that is served there, or leave the region out of the tenant's residency`,
        ),
      );
    }),
  ];
}

const isFor = ({ when }: Candidate, tenant: string): boolean => when?.tenants?.includes(tenant) ?? true;

function whyNeverAsked(
  candidate: Candidate,
  regions: readonly string[],
  tenants: readonly string[],
  homesOf: (tenant: string) => readonly string[],
): string | undefined {
  const { model, when } = candidate;
  // That it is served nowhere is told by itself.
  if (regions.length === 0 && when?.regions === undefined) return undefined;
  if (regions.length === 0)
    return `is never asked: ${model} is served in none of ${when?.regions?.join(', ')}; change one or the other`;
  const asking = when?.tenants ?? tenants;
  if (asking.length === 0) return undefined;
  if (asking.some((tenant) => homesOf(tenant).some((home) => regions.includes(home)))) return undefined;
  return `is never asked: no tenant that may ask it may be served in ${regions.join(', ')}; serve ${model} where a tenant is, or leave it out`;
}
