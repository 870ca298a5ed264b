import type { CallerContext } from '../../authorizer/contract.ts';
import { embed } from './embedded/hashing-embedder.ts';
import { configOf, type Exchange } from './exchange.ts';
import { readJsonBody } from './http/json-body.ts';
import { answerEmbedded, callModel, forward, unfit } from './model-call.ts';
import { parseEmbeddingsRequest } from './openai/embeddings-request.ts';
import { reserveQuota } from './quota/admission.ts';
import { estimateOfEmbeddings } from './quota/estimate.ts';
import type { AskModel } from './routing/answer-route.ts';
import { bytesAsTokens, textsOf } from './routing/prompt.ts';

/** `POST /v1/embeddings`. */
export async function embeddings(exchange: Exchange, caller: CallerContext): Promise<void> {
  const body = readJsonBody(exchange.request);
  const request = parseEmbeddingsRequest(body.value);
  const config = await configOf(exchange);
  await reserveQuota(exchange, caller, () => estimateOfEmbeddings(request));
  const texts = () => textsOf(request);
  const ask: AskModel = async (on, name, target) => {
    switch (target.kind) {
      case 'hashing-embedder':
        return answerEmbedded(on, name, target, embed(request, target));
      case 'openai':
        return forward(on, target, name, { path: '/embeddings', body, texts });
      default:
        throw unfit(name, target, '/v1/chat/completions');
    }
  };
  await callModel(exchange, {
    ...{ caller, config, ask },
    asked: { operation: 'embeddings', model: request.model, stream: false },
    prompt: { contextTokens: () => bytesAsTokens(texts()), complexity: () => 0 },
  });
}
