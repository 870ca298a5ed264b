import { isPriced } from '../../pricing/model-prices.ts';
import { pathText } from '../problems/path-text.ts';
import { regionsOfModel } from '../resolve/model-regions.ts';
import { resolveTarget } from '../resolve/models.ts';
import { resolvePrice } from '../resolve/prices.ts';
import type { PlatformData } from '../schema/platform.ts';
import { type Check, problem } from './check.ts';

type Model = PlatformData['models'][string];
type Tenant = PlatformData['tenants'][string];

/** What bounds dollars, and where those may be served whom it bounds. */
interface Bound {
  readonly where: string;
  readonly residency: Tenant['residency'];
}

/** Limits and budgets in dollars see what has a price: a model that somebody else bills, and whose price nobody knows, would pass them all. */
export const checkUnpriced: Check = ({ data, intact }) => {
  const bounds = boundsIn(data);
  return Object.entries(data.models ?? {}).flatMap(([name, model]) => {
    if (!intact('models', name) || !isBilled(model) || isKnown(data, name, model)) return [];
    const regions = regionsOfModel(data, name);
    const passed = bounds.find(
      ({ residency }) => residency === undefined || residency.some((region) => regions.includes(region)),
    );
    if (passed === undefined) return [];
    const message = `has no price, neither its own nor the catalogue's, so ${passed.where} would let all of it pass; give it a price, 0 where it is free`;
    return [problem(['models', name], undefined, message)];
  });
};

/** GPUs of the platform's own cost by the hour, whatever is asked. */
const isBilled = ({ served, adapter }: Model): boolean => served === undefined && adapter === undefined;

const isKnown = (data: Partial<PlatformData>, name: string, model: Model): boolean =>
  resolvePrice(data, model) !== undefined || isPriced(name, resolveTarget(model));

function boundsIn({ tenants = {}, organisations = {} }: Partial<PlatformData>): readonly Bound[] {
  return Object.entries(tenants).flatMap(([name, tenant]) => {
    const { organisation, residency } = tenant;
    const around = organisation === undefined ? undefined : organisations[organisation];
    const bounds = [
      ...inDollars(['tenants', name], tenant),
      ...(organisation !== undefined && around ? inDollars(['organisations', organisation], around) : []),
    ];
    return bounds.map((where) => ({ where, residency }));
  });
}

const LIMITS = ['dollarsPerMinute', 'dollarsPerDay', 'dollarsPerMonth'] as const;
const SCOPES = ['perKey', 'perUser', 'perSession'] as const;
const BUDGETS = ['day', 'month'] as const;

type Bounded = Pick<Tenant, 'limits' | 'budgets'>;

/** The paths of what bounds dollars. */
function inDollars(path: readonly string[], { limits, budgets }: Bounded): readonly string[] {
  const at = (...below: readonly string[]) => pathText([...path, ...below]);
  const amounts = (where: readonly string[], of: object | undefined, names: readonly string[]) =>
    names.flatMap((name) => (of !== undefined && Object.hasOwn(of, name) ? [at(...where, name)] : []));
  return [
    ...amounts(['limits'], limits, LIMITS),
    ...SCOPES.flatMap((scope) => amounts(['limits', scope], limits?.[scope], LIMITS)),
    ...amounts(['budgets'], budgets, BUDGETS),
    ...amounts(['budgets', 'perKey'], budgets?.perKey, BUDGETS),
  ];
}
