import type { Problem } from '../config-error.ts';
import { OPENAI_URL } from '../resolve/models.ts';
import { MODEL_KINDS } from '../schema/models.ts';
import type { PlatformData } from '../schema/platform.ts';
import { isOnInternet, urlProblem } from '../upstream-url.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem, regionListProblems, regionsWithoutInternet } from './check.ts';

type Model = PlatformData['models'][string];

/** Each model is of one kind, is served in regions of the platform, and its upstream can be called from there. */
export const checkModels: Check = (input) =>
  Object.entries(input.data.models ?? {}).flatMap(([name, model]) => [
    ...regionListProblems(input, ['models', name, 'regions'], model.regions ?? []),
    ...openAiProblems(name, model),
    ...(input.intact('models', name)
      ? [...kindProblems(name, model), ...keyProblems(name, model), ...reachProblems(input, name, model)]
      : []),
  ]);

function kindProblems(name: string, model: Model): Problem[] {
  const path = ['models', name];
  const kinds = MODEL_KINDS.filter((kind) => model[kind] !== undefined);
  if (kinds.length === 0) return [problem(path, undefined, `does not say what it is; add one of ${MODEL_KINDS.join(', ')}`)];
  if (kinds.length > 1) return [problem(path, undefined, `is ${kinds.join(' and ')} at once; keep one of them`)];
  if (name !== '*' || model.openai) return [];
  return [problem(path, undefined, `is ${kinds[0]}; every other name can only be passed on to openai, so use openai or a name`)];
}

function openAiProblems(name: string, { openai }: Model): Problem[] {
  const path = ['models', name, 'openai'];
  const { baseUrl, model } = openai ?? {};
  const wrong = baseUrl === undefined ? undefined : urlProblem(baseUrl);
  return [
    ...(wrong === undefined ? [] : [problem([...path, 'baseUrl'], baseUrl, wrong)]),
    ...(name === '*' && model !== undefined
      ? [problem([...path, 'model'], model, "would answer for every other name; leave it out, since '*' passes names on")]
      : []),
  ];
}

/** OpenAI itself answers nobody without a key. */
function keyProblems(name: string, { openai }: Model): Problem[] {
  if (!openai || openai.apiKey || hostOf(openai) !== new URL(OPENAI_URL).hostname) return [];
  const message = "calls api.openai.com without a key, which is refused; add apiKey: secret('openai/api-key')";
  return [problem(['models', name, 'openai'], undefined, message)];
}

/** A router in a network without NAT gateways reaches nothing on the internet. */
function reachProblems(input: WellFormed, name: string, { openai, regions }: Model): Problem[] {
  const host = openai && hostOf(openai);
  if (host === undefined || !isOnInternet(host)) return [];
  return regionsWithoutInternet(input, regions).map((region) =>
    problem(
      ['models', name],
      undefined,
      `is served in ${region}, whose network has no way to ${host}; give ${region} a NAT gateway, or leave it out of the model's regions`,
    ),
  );
}

/** The upstream's host; undefined when its URL is wrong. */
function hostOf({ baseUrl = OPENAI_URL }: NonNullable<Model['openai']>): string | undefined {
  return urlProblem(baseUrl) === undefined ? new URL(baseUrl).hostname : undefined;
}
