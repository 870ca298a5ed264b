import { ROUTES } from '../../lambda/router/contract/http.ts';
import type { ModelRoute } from '../../lambda/router/contract/routes.ts';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import { parseChatRequest } from '../../lambda/router/domain/openai/chat-request.ts';
import { parseEmbeddingsRequest } from '../../lambda/router/domain/openai/embeddings-request.ts';
import { costsOf } from '../../lambda/router/domain/prices/price-of.ts';
import { longestAnswerOf } from '../../lambda/router/domain/quota/estimate.ts';
import { chatTo, embeddingsTo } from '../../lambda/router/domain/routing/cannot-take.ts';
import { type ComplexitySigns, complexityOf, signsOf } from '../../lambda/router/domain/routing/complexity.ts';
import { type Decision, decide } from '../../lambda/router/domain/routing/decide.ts';
import { modelsOf } from '../../lambda/router/domain/routing/expected-costs.ts';
import { type CannotTake, IDLE } from '../../lambda/router/domain/routing/facts.ts';
import { bytesAsTokens, contextTokensOf, textsOf } from '../../lambda/router/domain/routing/prompt.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { routerConfig } from '../../lib/config/router-config.ts';

/** Where, for whom and when the request comes in. */
export interface Circumstances {
  readonly region: string;
  readonly tenant: string;
  readonly principal: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What was found in the request. */
export interface PromptFacts {
  readonly operation: UsageRow['operation'];
  readonly stream: boolean;
  readonly contextTokens: number;
  readonly complexity: number;
  /** Tokens that the answer may have. */
  readonly outputTokens: number;
  /** What the complexity is made up of. @default - not a chat */
  readonly signs?: ComplexitySigns;
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
 * @throws Error when the request, its model, or the circumstances do not fit the configuration
 */
export function explain(config: PlatformConfig, circumstances: Circumstances, request: unknown): Explanation {
  const { region, tenant, principal, requestId, at } = circumstances;
  requireKnown('region', region, config.regions);
  requireKnown('tenant', tenant, config.tenants);
  const { model: alias, cannotTake, ...prompt } = promptOf(request);
  requireKnown('alias', alias, config.routes);
  const router = routerConfig(config, region);
  const { models, routes, residency } = router;
  const route = routes?.[alias];
  if (route === undefined) throw new Error(`no candidate of '${alias}' is served in ${region}, so its router answers 404`);
  const { operation, stream, contextTokens, complexity, outputTokens } = prompt;
  const costs = costsOf(router, modelsOf(route), { inputTokens: contextTokens, outputTokens });
  const bound = residency?.[tenant];
  const found = { operation, stream, contextTokens, complexity, costs, cannotTake };
  const facts = { alias, tenant, principal, requestId, region, at, models, ...found, ...(bound && { residency: bound }) };
  const { mistake, ...decision } = decide(route, facts, IDLE);
  const { strategy, defaultAnswer } = route;
  const endings = { ...(mistake && { mistake: mistake.message }), ...(defaultAnswer !== undefined && { defaultAnswer }) };
  return { alias, strategy, ...decision, ...endings, costs, prompt, circumstances };
}

function promptOf(request: unknown): PromptFacts & { readonly model: string; readonly cannotTake: CannotTake } {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new Error(`the request is no JSON object; give the body of a POST to ${ROUTES[0]?.path}`);
  }
  if ('input' in request) {
    const embeddings = parseEmbeddingsRequest({ ...request });
    const contextTokens = bytesAsTokens(textsOf(embeddings));
    const { model } = embeddings;
    const cannotTake = embeddingsTo(embeddings);
    return { model, cannotTake, operation: 'embeddings', stream: false, contextTokens, complexity: 0, outputTokens: 0 };
  }
  const chat = parseChatRequest({ ...request });
  return {
    model: chat.model,
    cannotTake: chatTo(chat),
    operation: 'chat.completions',
    stream: chat.stream,
    contextTokens: contextTokensOf(chat),
    complexity: complexityOf(chat),
    outputTokens: longestAnswerOf(chat),
    signs: signsOf(chat),
  };
}

function requireKnown(what: string, name: string, known: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(known, name)) return;
  const names = Object.keys(known).join(', ');
  throw new Error(`'${name}' is no ${what} of the configuration, which has ${names === '' ? 'none' : names}`);
}
