import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import type { JsonBody } from '../http/json-body.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { step } from '../telemetry/steps.ts';
import { guardOf } from './guard.ts';
import { guardInput } from './input.ts';
import { unreadableInput } from './refusals.ts';

interface Embedding {
  readonly request: EmbeddingsRequest;
  readonly body: JsonBody;
}

/** @throws OpenAiError 400 when the policy blocks an input, holds it or cannot read it; 503 when it cannot be judged */
export async function guardEmbeddings(
  exchange: Exchange,
  caller: CallerContext,
  config: RouterConfig,
  request: EmbeddingsRequest,
  body: JsonBody,
): Promise<Embedding> {
  const guard = config.moderation && (await guardOf(exchange, caller, config, { operation: 'embeddings', model: request.model }));
  if (guard?.settings.input === undefined) return { request, body };
  const { inputs } = request;
  const param = (index: number) => (Array.isArray(body.value.input) && isString(inputs[0]) ? `input[${index}]` : 'input');
  const texts = inputs.map((input, index) => {
    if (!isString(input)) throw unreadableInput('input');
    return { text: input, speaker: 'user' as const, param: param(index) };
  });
  const masked = (await step(exchange, 'guard', () => guardInput(guard, texts))).texts;
  if (masked === undefined) return { request, body };
  const value = { ...body.value, input: masked };
  return { request: { ...request, inputs: masked, body: value }, body: { value, text: JSON.stringify(value) } };
}
