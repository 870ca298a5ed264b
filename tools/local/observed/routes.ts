import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import type { RouteCandidate } from '../../../lambda/router/contract/routes.ts';
import { askUpstreams } from './listen.ts';

/** An alias as the page shows it. */
export interface RouteView {
  readonly alias: string;
  readonly strategy: string;
  readonly candidates: readonly CandidateView[];
}

export interface CandidateView {
  readonly model: string;
  readonly kind: string;
  /** Of all requests that its conditions let through, 0 to 1. @default - the strategy has no shares */
  readonly share?: number;
  /** Its conditions, in words. */
  readonly conditions: readonly string[];
  readonly breaker: 'closed' | 'open';
  readonly inFlight: number;
  readonly latencyMs?: number;
}

/** Every alias with its candidates, and how they are now. */
export function routeViews({ routes = {}, models }: RouterConfig): readonly RouteView[] {
  const names = new Set(Object.values(routes).flatMap(({ candidates }) => candidates.map(({ model }) => model)));
  const asked = Object.fromEntries(Object.entries(models).filter(([name]) => names.has(name)));
  const { upstreams } = askUpstreams(asked);
  return Object.entries(routes).map(([alias, { strategy, candidates }]) => {
    const total = candidates.reduce((sum, { weight = 0 }) => sum + weight, 0);
    return {
      alias,
      strategy,
      candidates: candidates.map((candidate) => {
        const { breaker = 'closed', inFlight = 0, firstByteMs, wholeAnswerMs } = upstreams[candidate.model] ?? {};
        const latencyMs = firstByteMs ?? wholeAnswerMs;
        return {
          model: candidate.model,
          kind: models[candidate.model]?.kind ?? '',
          ...(total > 0 && { share: (candidate.weight ?? 0) / total }),
          conditions: conditionsOf(candidate),
          breaker,
          inFlight,
          ...(latencyMs !== undefined && { latencyMs: Math.round(latencyMs) }),
        };
      }),
    };
  });
}

/** By configured model that is asked over the network, whether by alias or by its own name. @param config @default - the router's own */
export function breakersOf(config?: Pick<RouterConfig, 'models'>): Readonly<Record<string, 'closed' | 'open'>> {
  const { asked, upstreams } = askUpstreams(config?.models);
  const remote = Object.entries(asked).filter(([, { kind }]) => kind !== 'echo' && kind !== 'hashing-embedder');
  return Object.fromEntries(remote.map(([model]) => [model, upstreams[model]?.breaker ?? 'closed']));
}

const conditionsOf = ({ when = {} }: RouteCandidate): string[] =>
  Object.entries(when).map(([name, value]) => `${name} ${inWords(value)}`);

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${inWords(part)}`)
    .join(' ');
}
