import type { ModelRoute, RouteCandidate } from '../../../../../lambda/router/contract/routes.ts';
import type { ModelTarget } from '../../../../../lambda/router/contract/targets.ts';
import type { RoutingFacts, RoutingSnapshot, UpstreamState } from '../../../../../lambda/router/domain/routing/facts.ts';

const OPENAI: ModelTarget = { kind: 'openai', baseUrl: 'http://upstream/v1' };

/** A chat at noon of Wednesday, 7 January 2026, to a router that serves a, b and c. */
export const facts = (parts: Partial<RoutingFacts> = {}): RoutingFacts => ({
  alias: 'chat',
  operation: 'chat.completions',
  tenant: 'research',
  principal: 'key-1',
  requestId: 'request-1',
  region: 'eu-west-1',
  models: { a: OPENAI, b: OPENAI, c: OPENAI },
  at: Date.UTC(2026, 0, 7, 12),
  contextTokens: 100,
  complexity: 0.3,
  stream: false,
  ...parts,
});

export const route = (candidates: readonly RouteCandidate[], parts: Partial<ModelRoute> = {}): ModelRoute => ({
  strategy: 'priority',
  splitBy: 'request',
  candidates,
  ...parts,
});

export const ABC: readonly RouteCandidate[] = [{ model: 'a' }, { model: 'b' }, { model: 'c' }];

export const snapshot = (upstreams: Readonly<Record<string, Partial<UpstreamState>>> = {}, turn = 0): RoutingSnapshot => ({
  turn,
  upstreams: Object.fromEntries(
    Object.entries(upstreams).map(([model, state]) => [model, { breaker: 'closed', inFlight: 0, streaming: 0, ...state }]),
  ),
});
