import { ASKED_ABOUT } from '../../../lambda/router/contract/asked-about.ts';
import type { Problem } from '../config-error.ts';
import { suggestion } from '../problems/nearest.ts';
import { regionsOfModel } from '../resolve/model-regions.ts';
import { OPENAI_URL } from '../resolve/models.ts';
import { resolveModeration } from '../resolve/moderation.ts';
import type { ModerationData } from '../schema/moderation.ts';
import { OPINION_SOURCES, type SecondOpinionData } from '../schema/second-opinion.ts';
import { isOnInternet, urlProblem } from '../upstream-url.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem, regionsWithoutInternet } from './check.ts';
import { hasReleases } from './served-routes.ts';

type Written = Exclude<SecondOpinionData, 'off'>;
type Path = readonly string[];

/** Each second opinion is one source's, which can be asked, wherever its tenants are served, about something that the policies name. */
export const checkSecondOpinions: Check = (input) => {
  const { moderation, tenants = {} } = input.data;
  const places = [
    { path: ['moderation'], own: moderation, all: moderation, regions: input.names('regions') },
    ...Object.entries(tenants).map(([name, { moderation: own, residency }]) => ({
      path: ['tenants', name, 'moderation'],
      own,
      all: { ...moderation, ...own },
      regions: residency ?? input.names('regions'),
    })),
  ];
  return places.flatMap(({ path, own, all, regions }) => {
    const written = own?.secondOpinion;
    const at = [...path, 'secondOpinion'];
    if (written === undefined || written === 'off' || !input.intact(...at)) return [];
    return [
      ...sourceProblems(written, at),
      ...betweenProblems(written, at),
      ...modelProblems(input, written, at, regions),
      ...serverProblems(input, written, at, regions),
      ...(input.intact('moderation') && input.intact(...path) ? aimlessProblems(all, at) : []),
    ];
  });
};

function sourceProblems(written: Written, path: Path): Problem[] {
  const named = OPINION_SOURCES.filter((source) => written[source] !== undefined);
  if (named.length === 0)
    return [problem(path, undefined, `does not say who is asked; add one of ${OPINION_SOURCES.join(', ')}`)];
  return named.length > 1 ? [problem(path, undefined, `asks ${named.join(' and ')} at once; keep one of them`)] : [];
}

function betweenProblems({ between: [lowest = 0, highest = 1] = [] }: Written, path: Path): Problem[] {
  if (lowest <= highest) return [];
  return [problem([...path, 'between'], [lowest, highest], `has the higher score first; write [${highest}, ${lowest}]`)];
}

function modelProblems(input: WellFormed, { llamaGuard }: Written, path: Path, regions: readonly string[]): Problem[] {
  if (llamaGuard === undefined) return [];
  const { model: name } = llamaGuard;
  const wrong = unfit(input, name) ?? unreachable(input, name, regions);
  return wrong === undefined ? [] : [problem([...path, 'llamaGuard', 'model'], name, wrong)];
}

function unfit({ data, names, intact }: WellFormed, name: string): string | undefined {
  const known = names('models').filter((model) => model !== '*');
  if (name === '*') return `stands for any model; use ${known.join(', ')}`;
  if (!names('models').includes(name)) return `is not among the models; ${suggestion(name, known)}`;
  const model = data.models?.[name];
  if (model === undefined || !intact('models', name)) return undefined;
  if (hasReleases(data, name)) {
    return 'has several releases, which are asked through a route; use a model with one';
  }
  return model.echo || model.hashingEmbedder || model.triton?.embeddings
    ? 'judges no texts; use a model such as Llama Guard behind openai, bedrock or triton'
    : undefined;
}

function unreachable({ data, names, intact }: WellFormed, name: string, regions: readonly string[]): string | undefined {
  const served = regionsOfModel(data, name);
  if (!names('models').includes(name) || !intact('models', name) || !intact('tenants') || !intact('regions')) return undefined;
  const without = regions.filter((region) => !served.includes(region));
  return without.length === 0
    ? undefined
    : `is not served in ${without.join(', ')}, where it would be asked; serve it there, or ask somebody else`;
}

function serverProblems(
  input: WellFormed,
  { openaiModeration, bedrockGuardrail }: Written,
  path: Path,
  regions: readonly string[],
): Problem[] {
  const { baseUrl = OPENAI_URL, apiKey } = openaiModeration ?? {};
  const wrong = openaiModeration && urlProblem(baseUrl);
  if (wrong !== undefined) return [problem([...path, 'openaiModeration', 'baseUrl'], baseUrl, wrong)];
  const { hostname } = new URL(baseUrl);
  const keyless = openaiModeration !== undefined && hostname === new URL(OPENAI_URL).hostname && apiKey === undefined;
  const message = `calls ${hostname} without a key, which is refused; add apiKey: secret('openai/api-key')`;
  const hosts = regionsWithoutInternet(input, regions).flatMap((region) => [
    ...(openaiModeration ? [{ region, host: hostname }] : []),
    ...(bedrockGuardrail ? [{ region, host: `bedrock-runtime.${bedrockGuardrail.region ?? region}.amazonaws.com` }] : []),
  ]);
  return [
    ...(keyless ? [problem([...path, 'openaiModeration'], undefined, message)] : []),
    ...hosts
      .filter(({ host }) => isOnInternet(host))
      .map(({ region, host }) =>
        problem(
          path,
          undefined,
          `cannot be asked in ${region}, whose network has no way to ${host}; give ${region} a NAT gateway`,
        ),
      ),
  ];
}

/** Who is never asked looks like protection and is none. */
function aimlessProblems(all: ModerationData | undefined, path: Path): Problem[] {
  const { input = {}, output = {}, secondOpinion } = resolveModeration(all) ?? {};
  const policed = [...Object.keys(input), ...Object.keys(output)];
  if (secondOpinion === undefined || policed.length === 0) return [];
  const about = ASKED_ABOUT[secondOpinion.source.kind];
  if (about.some((category) => policed.includes(category))) return [];
  return [
    problem(
      path,
      undefined,
      `would never be asked: it can judge ${about.join(', ')}; name one of them in input or output, or leave it out`,
    ),
  ];
}
