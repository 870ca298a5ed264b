import type { UnitPrices } from '../../../lambda/router/contract/prices.ts';
import { modelPrices } from '../../pricing/model-prices.ts';
import type { Problem } from '../config-error.ts';
import { suggestion } from '../problems/nearest.ts';
import { regionsOfModel } from '../resolve/model-regions.ts';
import { resolveTarget } from '../resolve/models.ts';
import { resolvePrice } from '../resolve/prices.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';

/** The model that is to spare money exists, answers chats, costs less than another one, and is served wherever its tenants may be. */
export const checkCheaperModel: Check = (input) => {
  const { organisations = {}, tenants = {} } = input.data;
  const all = Object.entries(tenants);
  return [
    ...Object.entries(organisations).flatMap(([name, { budgets }]) => {
      const members = all.filter(([, { organisation }]) => organisation === name).map(([tenant]) => tenant);
      return problemsOf(input, ['organisations', name, 'budgets', 'cheaperModel'], budgets?.cheaperModel, members);
    }),
    ...all.flatMap(([name, { budgets }]) =>
      problemsOf(input, ['tenants', name, 'budgets', 'cheaperModel'], budgets?.cheaperModel, [name]),
    ),
  ];
};

function problemsOf(
  input: WellFormed,
  path: readonly string[],
  model: string | undefined,
  tenants: readonly string[],
): Problem[] {
  if (model === undefined) return [];
  const wrong = unknown(input, model) ?? notCheaper(input, model) ?? unreachable(input, model, tenants);
  return wrong === undefined ? [] : [problem(path, model, wrong)];
}

function unknown({ data, names, intact }: WellFormed, model: string): string | undefined {
  const known = [...names('models').filter((name) => name !== '*'), ...Object.keys(data.routes ?? {})];
  if (model === '*') return `stands for any model; use ${known.join(', ')}`;
  if (!known.includes(model) && intact('routes')) return `is neither a model nor an alias; ${suggestion(model, known)}`;
  return data.models?.[model]?.hashingEmbedder ? 'gives vectors and answers no chat; use a model for chats' : undefined;
}

/** The models behind a name. */
const behind = ({ data }: WellFormed, name: string): string[] => {
  const route = data.routes?.[name];
  if (route === undefined) return [name];
  return (Array.isArray(route) ? route : route.candidates).map(({ model }) => model);
};

function notCheaper(input: WellFormed, model: string): string | undefined {
  if (!input.intact('models') || !input.intact('routes')) return undefined;
  const prices = pricesOf(input);
  const own = behind(input, model).map((name) => prices[name]);
  if (own.some((price) => price === undefined)) {
    return 'has no known price, so nobody can say that it is cheaper; give it a price';
  }
  const highest = Math.max(...own.map(perToken));
  const names = input.names('models').filter((name) => !behind(input, model).includes(name));
  const others = names.filter((name) => !input.data.models?.[name]?.hashingEmbedder);
  const dearer = others.some((name) => prices[name] === undefined || perToken(prices[name]) > highest);
  if (dearer) return undefined;
  return others.length === 0
    ? 'is the only model for chats; there is nothing dearer to spare, leave it out'
    : `is not cheaper than any of ${others.join(', ')}; name the cheapest one, or leave it out`;
}

const perToken = (price: UnitPrices | undefined): number => (price === undefined ? 0 : price.input + price.output);

function pricesOf({ data }: WellFormed): Readonly<Record<string, UnitPrices>> {
  const region = '';
  const { models = {} } = data;
  const resolved = Object.entries(models).map(([name, model]) => {
    const price = resolvePrice(data, model);
    return [name, { target: resolveTarget(model), regions: [region], ...(price && { price }) }] as const;
  });
  const free = Object.entries(models).flatMap(([name, { echo }]) => (echo ? [[name, { input: 0, output: 0 }] as const] : []));
  return { ...Object.fromEntries(free), ...modelPrices({ models: Object.fromEntries(resolved) }, region) };
}

function unreachable(input: WellFormed, model: string, tenants: readonly string[]): string | undefined {
  const { data, names, intact } = input;
  if (!intact('regions') || !intact('models') || !intact('tenants')) return undefined;
  const served = (region: string) => behind(input, model).some((name) => regionsOfModel(data, name).includes(region));
  for (const tenant of tenants) {
    const without = (data.tenants?.[tenant]?.residency ?? names('regions')).filter((region) => !served(region));
    if (without.length > 0) {
      return `is not served in ${without.join(', ')}, where ${tenant} may be; serve it there, or use another one`;
    }
  }
  return undefined;
}
