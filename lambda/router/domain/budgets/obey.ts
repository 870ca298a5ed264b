import type { CallerContext } from '../../../authorizer/contract.ts';
import { budgetScopes, type ScopedBudget } from '../../contract/budget-scopes.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { highestCost } from '../prices/price-of.ts';
import type { ScopedLimit } from '../quota/limits.ts';
import { budgetLimits } from './limits.ts';
import { budgetExhausted } from './refusal.ts';
import { type InForce, stateOf, strictest } from './strictest.ts';

/** What budgets make of one request. */
export interface BudgetTerms {
  /** To be reserved with the request's other limits. */
  readonly limits: readonly ScopedLimit[];
  /** The model to ask instead of another one. @default - each is asked by its own name */
  readonly cheaperModel?: string;
  /** Only kept answers may be given: what to say where there is none. @default - models may be asked */
  readonly onlyKept?: OpenAiError;
}

const NO_TERMS: BudgetTerms = Object.freeze({ limits: [] });

/**
 * Finds out what the budgets of the caller allow. A tenant without budgets costs nothing here.
 *
 * @throws OpenAiError 429 while a budget blocks
 */
export async function obeyBudgets(exchange: Exchange, caller: CallerContext, config: RouterConfig): Promise<BudgetTerms> {
  const { budgets: byTenant } = config;
  const budgets = byTenant !== undefined && Object.hasOwn(byTenant, caller.tenant) ? byTenant[caller.tenant] : undefined;
  if (budgets === undefined) return NO_TERMS;
  const { ports, journal } = exchange;
  const now = ports.clock.now();
  const scopes = await Promise.all(
    budgetScopes(budgets, caller).map(async (scoped) => {
      const states = (await ports.budgets?.inForce(scoped.partition)) ?? [];
      return [scoped, stateOf(scoped.scope, states, now)] as const;
    }),
  );
  const inForce = strictest(scopes);
  // While an operator's word stands the counters do not speak against it.
  const counted = scopes.flatMap(([scoped, state]) => (state?.override ? [] : [scoped]));
  if (inForce !== undefined) journal.budget = { action: inForce.action };
  switch (inForce?.action) {
    case undefined:
      return { limits: budgetLimits(counted, now) };
    case 'cheaper-model':
      return { limits: budgetLimits(counted, now), ...cheaperOf(inForce.by) };
    case 'cache-only':
      // Kept answers cost nothing: there is nothing to reserve.
      return { limits: [], onlyKept: refusalBy(inForce, now, 'Only requests whose answer is kept in the cache are answered.') };
    case 'block':
      throw refusalBy(inForce, now, 'Ask whoever runs the platform for more, or try again then.');
  }
}

const cheaperOf = ({ budget: { cheaperModel } }: ScopedBudget): Pick<BudgetTerms, 'cheaperModel'> =>
  cheaperModel === undefined ? {} : { cheaperModel };

const refusalBy = ({ by, until }: InForce, now: number, what: string): OpenAiError => budgetExhausted(by.kind, until, now, what);

/** As much of each: which of two models is the cheaper one must not depend on the prompt. */
const COMPARED = { inputTokens: 1_000, outputTokens: 1_000 };

/** Whether a model costs more than the one that is to spare money; one whose price nobody knows counts as dearer. */
export function isDearer(config: RouterConfig, asked: string, cheaper: string): boolean {
  if (asked === cheaper) return false;
  const cost = highestCost(config, asked, COMPARED);
  return cost === 0 ? !isFree(config, asked) : cost > highestCost(config, cheaper, COMPARED);
}

function isFree({ models, routes = {} }: RouterConfig, asked: string): boolean {
  const names = Object.hasOwn(routes, asked) ? (routes[asked]?.candidates ?? []).map(({ model }) => model) : [asked];
  return names.every((name) => {
    const kind = Object.hasOwn(models, name) ? models[name]?.kind : undefined;
    return kind === 'echo' || kind === 'hashing-embedder';
  });
}
