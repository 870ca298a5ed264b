import type { Problem } from '../config-error.ts';
import { regionsOfModel } from '../resolve/model-regions.ts';
import { releaseShares, type ServedData } from '../resolve/served-model.ts';
import type { PlatformData } from '../schema/platform.ts';
import type { WellFormed } from '../well-formed.ts';
import { problem } from './check.ts';
import { coldStartProblems } from './cold-start.ts';
import { costProblems } from './gpu-cost.ts';
import { scalingSignalProblems } from './scaling-signal.ts';
import { memoryProblems, scaleProblems } from './served-parts.ts';

type Model = PlatformData['models'][string];
type Adapter = NonNullable<Model['adapter']>;

/** What is wrong with a served model or an adapter, before it is put on nodes. */
export function servedModelProblems(input: WellFormed, name: string, model: Model): Problem[] {
  const { served, adapter, regions } = model;
  if (adapter) return adapterProblems(input, name, adapter, regions);
  if (served === undefined) return [];
  const path = ['models', name, 'served'];
  return [
    ...placeProblems(input, name, served, regions),
    ...memoryProblems([...path, 'memory'], served.memory),
    ...[served.scale, ...served.releases.map(({ scale }) => scale)].flatMap((scale, at) =>
      scaleProblems(at === 0 ? [...path, 'scale'] : [...path, 'releases', at - 1, 'scale'], scale),
    ),
    ...coldStartProblems(input.data, name, served),
    ...scalingSignalProblems(input.data, path, served),
    ...protocolProblems(path, served),
    ...releaseNameProblems(input, name, served),
    ...costProblems(input.data, name, model),
  ];
}

function placeProblems({ data }: WellFormed, name: string, { gpus }: ServedData, chosen: Model['regions']): Problem[] {
  const groups = Object.entries(data.regions ?? {}).map(([region, { gpus: there }]) => ({
    region,
    names: Object.keys(there?.nodeGroups ?? {}),
  }));
  if (chosen === undefined && regionsOfModel(data, name).length === 0) {
    const known = [...new Set(groups.flatMap(({ names }) => names))];
    const message =
      known.length === 0
        ? 'is a node group, and no region has gpus; give one gpus with it'
        : `is a node group of no region; use ${known.join(', ')}, or add it to a region`;
    return [problem(['models', name, 'served', 'gpus', 'nodeGroup'], gpus.nodeGroup, message)];
  }
  return groups
    .filter(({ region, names }) => chosen?.includes(region) && !names.includes(gpus.nodeGroup))
    .map(({ region, names }) => {
      const has = names.length === 0 ? 'has no GPUs' : `has the node groups ${names.join(', ')}`;
      const fix = `add a node group ${gpus.nodeGroup} there, or leave the region out`;
      return problem(['models', name, 'regions'], region, `${has}, and the model is served on ${gpus.nodeGroup}; ${fix}`);
    });
}

/** How the router asks the engine. */
function protocolProblems(path: readonly string[], { engine, triton, releases }: ServedData): Problem[] {
  if (engine === 'vllm') {
    return triton ? [problem([...path, 'triton'], undefined, 'is for engines inside Triton; leave it out')] : [];
  }
  const embeds = triton?.embeddings !== undefined;
  if (!embeds && (engine === 'triton-onnx' || engine === 'triton-python')) {
    return [problem([...path, 'engine'], engine, 'answers no chats here; add triton: { embeddings: {} }')];
  }
  return embeds && releases.length > 1
    ? [problem([...path, 'releases'], undefined, 'are several, and vectors of two versions do not compare; keep one')]
    : [];
}

function releaseNameProblems({ names }: WellFormed, name: string, served: ServedData): Problem[] {
  if (served.releases.length === 1) return [];
  const unsaid = served.releases.filter(({ trafficPercent }) => trafficPercent === undefined).length;
  return [
    ...(unsaid > 1
      ? [
          problem(
            ['models', name, 'served', 'releases'],
            undefined,
            'leave trafficPercent out more than once; say it for all but one',
          ),
        ]
      : []),
    ...releaseShares(served)
      .map((release) => `${name}@${release.name}`)
      .filter((release) => names('models').includes(release))
      .map((release) => problem(['models', release], undefined, `is the name of a release of ${name}; choose another`)),
  ];
}

function adapterProblems({ data, names }: WellFormed, name: string, { of }: Adapter, chosen: Model['regions'] = []): Problem[] {
  const path = ['models', name, 'adapter', 'of'];
  const base = data.models?.[of];
  const served = Object.entries(data.models ?? {}).flatMap(([other, model]) => (model.served?.engine === 'vllm' ? [other] : []));
  if (base?.served?.engine !== 'vllm') {
    const is = names('models').includes(of) ? 'is not served by vLLM' : 'is among none of the models';
    return [problem(path, of, `${is}; ${served.length === 0 ? 'add a model that is' : `use ${served.join(', ')}`}`)];
  }
  const there = regionsOfModel(data, of);
  return chosen
    .filter((region) => !there.includes(region))
    .map((region) =>
      problem(['models', name, 'regions'], region, `does not serve ${of}, in whose pods the adapter is; use ${there.join(', ')}`),
    );
}
