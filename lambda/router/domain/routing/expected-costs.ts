import type { RouterConfig } from '../../contract/router-config.ts';
import type { ModelRoute } from '../../contract/routes.ts';
import type { PricedTokens } from '../prices/cost.ts';
import { costsOf } from '../prices/price-of.ts';
import type { RoutingFacts } from './facts.ts';

/** What the candidates would cost; nothing for a route that does not decide by it, so that it costs others no step. */
export const costsIfAsked = (config: RouterConfig, route: ModelRoute, tokens: () => PricedTokens): Pick<RoutingFacts, 'costs'> =>
  decidesByCost(route) ? { costs: costsOf(config, modelsOf(route), tokens()) } : {};

export const modelsOf = ({ candidates }: ModelRoute): readonly string[] => candidates.map(({ model }) => model);

const decidesByCost = ({ strategy, candidates }: ModelRoute): boolean =>
  strategy === 'lowest-cost' || candidates.some(({ when }) => when?.maxMicroDollars !== undefined);
