import type { OpinionSource, SecondOpinion } from '../../../lambda/router/contract/second-opinion.ts';
import type { SecondOpinionData } from '../schema/second-opinion.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';
import { OPENAI_URL } from './models.ts';

/** A second opinion of exactly one source; undefined when nobody is asked. */
export function resolveSecondOpinion(data: SecondOpinionData | undefined): SecondOpinion | undefined {
  const source = data === undefined || data === 'off' ? undefined : sourceOf(data);
  if (source === undefined || data === undefined || data === 'off') return undefined;
  return { source, between: data.between ?? [0.4, 0.95], timeoutMs: data.timeoutMs ?? 3000 };
}

function sourceOf({
  bedrockGuardrail,
  llamaGuard,
  openaiModeration,
}: Exclude<SecondOpinionData, 'off'>): OpinionSource | undefined {
  if (bedrockGuardrail) {
    const { id, version, region } = bedrockGuardrail;
    return { kind: 'bedrock-guardrail', id, version, ...(region !== undefined && { region }) };
  }
  if (llamaGuard) return { kind: 'llama-guard', model: llamaGuard.model };
  if (openaiModeration === undefined) return undefined;
  const { baseUrl = OPENAI_URL, model = 'omni-moderation-latest', apiKey } = openaiModeration;
  return {
    kind: 'openai-moderation',
    baseUrl: withoutTrailingSlash(baseUrl),
    model,
    ...(apiKey && { apiKey: { secret: apiKey.secret } }),
  };
}
