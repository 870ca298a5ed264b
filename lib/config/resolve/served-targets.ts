import type { ColdStart, ModelTarget } from '../../../lambda/router/contract/targets.ts';
import type { PlatformData } from '../schema/platform.ts';
import { resolveTimeouts } from './resilience.ts';
import { releaseShares, resolveAdapter, type ServedData, wakingSeconds } from './served-model.ts';

type Model = PlatformData['models'][string];

/** A release as routers ask it. */
export interface RoutedRelease {
  /** The router's name of it: the model's own when it has one release, else with the release, e.g. `llama@v3`. */
  readonly model: string;
  /** Of the model's requests. */
  readonly percent: number;
  readonly target: ModelTarget;
}

/** The private zone of a platform that has no name of its own for it. */
export const servedZone = (platform: string): string => `models.${platform}.internal`;

/** Where routers find a release. The name is the same in every region, each of which answers it in its own private zone. */
export const releaseHost = (zoneName: string, model: string, release: string): string => `${model}-${release}.${zoneName}`;

/** By TLS where the platform has a name of its own, which is the same in all regions. */
function releaseUrl({ name = '', regions = {} }: Partial<PlatformData>, model: string, release: string): string {
  const own = Object.values(regions).find(({ gpus }) => gpus?.domain)?.gpus?.domain?.domainName;
  return `${own === undefined ? 'http' : 'https'}://${releaseHost(own ?? servedZone(name), model, release)}`;
}

/** The releases behind the name of a served model or of an adapter; none for any other model. */
export function routedReleases(
  data: Partial<PlatformData>,
  name: string,
  { served, adapter, timeouts }: Model,
): readonly RoutedRelease[] {
  const base = adapter?.of ?? name;
  const own = served ?? data.models?.[base]?.served;
  if (own === undefined) return [];
  const limits = resolveTimeouts(timeouts);
  const waking = wakingSeconds(base, own, adaptersOf(data, base));
  const shares = releaseShares(own);
  return shares.map((release) => ({
    model: shares.length === 1 ? name : `${name}@${release.name}`,
    percent: release.percent,
    target: {
      ...targetOf(own, name, releaseUrl(data, base, release.name)),
      ...(limits && { timeouts: limits }),
      ...coldStartOf(base, release.name, waking),
    },
  }));
}

const adaptersOf = ({ models = {} }: Partial<PlatformData>, base: string) =>
  Object.entries(models).flatMap(([name, { adapter }]) => (adapter?.of === base ? [resolveAdapter(name, adapter)] : []));

function coldStartOf(model: string, release: string, waking: ReadonlyMap<string, number>): { readonly coldStart?: ColdStart } {
  const seconds = waking.get(release);
  return seconds === undefined ? {} : { coldStart: { release: `${model}-${release}`, withinMs: seconds * 1000 } };
}

function targetOf({ engine, triton }: ServedData, name: string, url: string): ModelTarget {
  if (engine === 'vllm') return { kind: 'openai', baseUrl: `${url}/v1`, model: name };
  const { model = name, embeddings } = triton ?? {};
  return {
    kind: 'triton',
    baseUrl: url,
    model,
    ...(engine === 'triton-vllm' && { backend: 'vllm' }),
    ...(engine === 'triton-tensorrt-llm' && { backend: 'tensorrt-llm' }),
    ...(embeddings && { embeddings: { input: embeddings.input ?? 'TEXT', output: embeddings.output ?? 'EMBEDDING' } }),
  };
}
