import { isPriced } from '../../pricing/model-prices.ts';
import type { Problem } from '../config-error.ts';
import { resolveTarget } from '../resolve/models.ts';
import { resolvePrice } from '../resolve/prices.ts';
import type { FullRoute, RouteData } from '../resolve/routes.ts';
import type { WellFormed } from '../well-formed.ts';
import { problem } from './check.ts';
import { candidatePath } from './route-path.ts';

/** A price ceiling is for candidates whose price is known; others would never be asked. */
export const ceilingProblems = (
  { data, intact }: WellFormed,
  alias: string,
  written: RouteData,
  { candidates }: FullRoute,
): Problem[] =>
  candidates.flatMap(({ model: name, when }, index) => {
    const model = data.models?.[name];
    if (when?.maxDollars === undefined || model === undefined || !intact('models', name)) return [];
    // What GPUs of our own cost is in no catalogue.
    const ours = model.served !== undefined || model.adapter !== undefined;
    if (resolvePrice(data, model) !== undefined || (!ours && isPriced(name, resolveTarget(model)))) return [];
    const message = `needs the price of ${name}, which the catalogue does not know; give the model a price, or leave it out`;
    return [problem([...candidatePath(alias, written, index), 'when', 'maxDollars'], when.maxDollars, message)];
  });
