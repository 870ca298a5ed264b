import type { ModelRoute } from '../../lambda/router/contract/routes.ts';
import type { JsonObject } from '../../lambda/router/domain/http/json-body.ts';
import { isString } from '../../lambda/router/domain/openai/fields.ts';
import { routeOf } from '../../lambda/router/domain/openai/models.ts';
import { costsOf } from '../../lambda/router/domain/prices/price-of.ts';
import { type Decision, decide } from '../../lambda/router/domain/routing/decide.ts';
import { modelsOf } from '../../lambda/router/domain/routing/expected-costs.ts';
import { IDLE } from '../../lambda/router/domain/routing/facts.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { routerConfig } from '../../lib/config/router-config.ts';
import { type Api, apiOf, PATHS } from './api.ts';
import { type PromptFacts, promptOf } from './seen-prompt.ts';

/** Where, for whom and when the request comes in. */
export interface Circumstances {
  readonly region: string;
  readonly tenant: string;
  readonly principal: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The decision of a router that has answered nothing yet, all circuit breakers closed. */
export interface Explanation extends Omit<Decision, 'mistake'> {
  readonly alias: string;
  readonly strategy: ModelRoute['strategy'];
  readonly circumstances: Circumstances;
  readonly prompt: PromptFacts;
  /** Micro-dollars that each candidate is expected to cost, by model; without those of unknown price. */
  readonly costs: Readonly<Record<string, number>>;
  /** What is sent when no candidate answers. @default - 503 */
  readonly defaultAnswer?: string;
  /** What the client is told when no candidate can be asked for what the request asks for. @default - one can */
  readonly mistake?: string;
}

/**
 * Which candidates a request would get.
 *
 * @param api that it is for. @default - found out from its members
 * @throws Error when the request, its model, or the circumstances do not fit the configuration
 */
export async function explain(
  config: PlatformConfig,
  circumstances: Circumstances,
  request: unknown,
  api?: Api,
): Promise<Explanation> {
  const { region, tenant, principal, requestId, at } = circumstances;
  requireKnown('region', region, config.regions);
  requireKnown('tenant', tenant, config.tenants);
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new Error(`the request is no JSON object; give the body of a POST to ${PATHS.chat}`);
  }
  const body: JsonObject = { ...request };
  const { model: alias } = body;
  if (!isString(alias)) throw new Error("the request names no model; give it an alias as 'model'");
  requireKnown('alias', alias, config.routes);
  const router = routerConfig(config, region);
  const { models, residency } = router;
  const route = routeOf(router, alias);
  if (route === undefined) throw new Error(`no candidate of '${alias}' is served in ${region}, so its router answers 404`);
  const targets = Object.entries(models).flatMap(([name, target]) => (modelsOf(route).includes(name) ? [target] : []));
  const asked = await promptOf(router, api ?? apiOf(body, targets), body);
  const { facts: prompt, cannotTake } = asked;
  const { operation, stream, contextTokens, complexity, outputTokens } = prompt;
  const costs = costsOf(router, modelsOf(route), { inputTokens: contextTokens, outputTokens });
  const bound = residency?.[tenant];
  const found = { operation, stream, contextTokens, complexity, costs, cannotTake };
  const facts = { alias, tenant, principal, requestId, region, at, models, ...found, ...(bound && { residency: bound }) };
  const { mistake, ...decision } = decide(route, facts, IDLE);
  const { strategy, defaultAnswer } = route;
  const endings = { ...(mistake && { mistake: asked.told(mistake) }), ...(defaultAnswer !== undefined && { defaultAnswer }) };
  return { alias, strategy, ...decision, ...endings, costs, prompt, circumstances };
}

function requireKnown(what: string, name: string, known: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(known, name)) return;
  const names = Object.keys(known).join(', ');
  throw new Error(`'${name}' is no ${what} of the configuration, which has ${names === '' ? 'none' : names}`);
}
