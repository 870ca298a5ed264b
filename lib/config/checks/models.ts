import type { Problem } from '../config-error.ts';
import { ANTHROPIC_URL, OPENAI_URL } from '../resolve/models.ts';
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
    ...urlProblems(name, model),
    ...catchAllProblems(name, model),
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

function urlProblems(name: string, { openai, anthropic, triton }: Model): Problem[] {
  return Object.entries({ openai, anthropic, triton }).flatMap(([kind, server]) => {
    const { baseUrl } = server ?? {};
    const wrong = baseUrl === undefined ? undefined : urlProblem(baseUrl);
    return wrong === undefined ? [] : [problem(['models', name, kind, 'baseUrl'], baseUrl, wrong)];
  });
}

function catchAllProblems(name: string, { openai }: Model): Problem[] {
  const { model } = openai ?? {};
  if (name !== '*' || model === undefined) return [];
  const message = "would answer for every other name; leave it out, since '*' passes names on";
  return [problem(['models', name, 'openai', 'model'], model, message)];
}

/** OpenAI and Anthropic themselves answer nobody without a key. */
function keyProblems(name: string, { openai, anthropic }: Model): Problem[] {
  return Object.entries({ openai, anthropic }).flatMap(([kind, server]) => {
    const host = server && hostOf(server.baseUrl ?? USUAL_URL[kind]);
    if (!server || server.apiKey || host === undefined || host !== hostOf(USUAL_URL[kind])) return [];
    const message = `calls ${host} without a key, which is refused; add apiKey: secret('${kind}/api-key')`;
    return [problem(['models', name, kind], undefined, message)];
  });
}

const USUAL_URL: Readonly<Record<string, string>> = { openai: OPENAI_URL, anthropic: ANTHROPIC_URL };

/** A router in a network without NAT gateways reaches nothing on the internet. */
function reachProblems(input: WellFormed, name: string, model: Model): Problem[] {
  return regionsWithoutInternet(input, model.regions).flatMap((region) => {
    const host = upstreamHost(model, region);
    if (host === undefined || !isOnInternet(host)) return [];
    const message = `is served in ${region}, whose network has no way to ${host}; give ${region} a NAT gateway, or leave it out of the model's regions`;
    return [problem(['models', name], undefined, message)];
  });
}

/** Whom the router of a region calls; undefined for nobody, or when the URL is wrong. */
function upstreamHost({ openai, anthropic, bedrock, triton }: Model, home: string): string | undefined {
  if (openai) return hostOf(openai.baseUrl ?? OPENAI_URL);
  if (anthropic) return hostOf(anthropic.baseUrl ?? ANTHROPIC_URL);
  if (triton) return hostOf(triton.baseUrl);
  if (bedrock === undefined) return undefined;
  return `bedrock-runtime.${(typeof bedrock === 'string' ? undefined : bedrock.region) ?? home}.amazonaws.com`;
}

const hostOf = (baseUrl: string | undefined): string | undefined =>
  baseUrl !== undefined && urlProblem(baseUrl) === undefined ? new URL(baseUrl).hostname : undefined;
