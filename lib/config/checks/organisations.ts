import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

/** Tenants name organisations that there are, and every organisation has a tenant. */
export const checkOrganisations: Check = (input) => {
  const tenants = Object.entries(input.data.tenants ?? {});
  const known = input.names('organisations');
  const unknown = tenants.flatMap(([name, { organisation }]): Problem[] => {
    if (organisation === undefined || known.includes(organisation)) return [];
    const fix = known.length > 0 ? `use ${known.join(', ')}` : `add organisations: { ${organisation}: {} }`;
    return [problem(['tenants', name, 'organisation'], organisation, `is none of the organisations; ${fix}`)];
  });
  if (!input.complete('tenants', 'organisation')) return unknown;
  const without = known.filter((name) => !tenants.some(([, { organisation }]) => organisation === name));
  return [
    ...unknown,
    ...without.map((name) =>
      problem(['organisations', name], undefined, `has no tenant; write organisation: ${name} in one, or leave it out`),
    ),
  ];
};
