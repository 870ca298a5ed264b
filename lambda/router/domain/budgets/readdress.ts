import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import type { JsonBody } from '../http/json-body.ts';
import { isString } from '../openai/fields.ts';
import { routeOf } from '../openai/models.ts';
import { type BudgetTerms, isDearer } from './obey.ts';

/** Puts the cheaper model's name into a chat that asks a dearer one, and tells the client so. What asks for nothing that exists stays wrong. */
export function readdressed(
  { journal }: Exchange,
  config: RouterConfig,
  { cheaperModel }: BudgetTerms,
  body: JsonBody,
): JsonBody {
  if (cheaperModel === undefined) return body;
  const { model } = body.value;
  if (!isString(model) || !isServed(config, model) || !isDearer(config, model, cheaperModel)) return body;
  journal.budget = { action: 'cheaper-model', askedModel: model };
  journal.headers = { ...journal.headers, 'x-budget': 'cheaper-model' };
  const value = { ...body.value, model: cheaperModel };
  return { value, text: JSON.stringify(value) };
}

const isServed = (config: RouterConfig, model: string): boolean =>
  Object.hasOwn(config.models, model) || Object.hasOwn(config.models, '*') || routeOf(config, model) !== undefined;
