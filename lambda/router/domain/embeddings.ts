import type { CallerContext } from '../../authorizer/contract.ts';
import { obeyBudgets } from './budgets/obey.ts';
import { answerThroughCache } from './cache/answer-through-cache.ts';
import { embed } from './embedded/hashing-embedder.ts';
import { type Asked, configOf, type Exchange } from './exchange.ts';
import { guardEmbeddings } from './guard/embeddings.ts';
import { readJsonBody } from './http/json-body.ts';
import { answerEmbedded, callModel, forward, unfit } from './model-call.ts';
import { parseEmbeddingsRequest } from './openai/embeddings-request.ts';
import { reserveQuota } from './quota/admission.ts';
import { estimateOfEmbeddings } from './quota/estimate.ts';
import type { AskModel } from './routing/answer-route.ts';
import { embeddingsTo } from './routing/cannot-take.ts';
import { noteAsked } from './routing/note-asked.ts';
import { bytesAsTokens, textsOf } from './routing/prompt.ts';

/** `POST /v1/embeddings`. */
export async function embeddings(exchange: Exchange, caller: CallerContext): Promise<void> {
  const written = readJsonBody(exchange.request);
  const asked = parseEmbeddingsRequest(written.value);
  const config = await configOf(exchange);
  const { request, body } = await guardEmbeddings(exchange, caller, config, asked, written);
  const terms = await obeyBudgets(exchange, caller, config);
  const subject: Asked = { operation: 'embeddings', model: request.model, stream: false };
  noteAsked(exchange, caller, config, subject);
  await reserveQuota(exchange, caller, () => estimateOfEmbeddings(request), terms.limits);
  const input = () => bytesAsTokens(textsOf(request));
  const ask: AskModel = async (on, name, target) => {
    switch (target.kind) {
      case 'hashing-embedder':
        return answerEmbedded(on, name, target, embed(request, target));
      case 'openai':
        return forward(on, target, name, { path: '/embeddings', body, input });
      case 'triton': {
        const { embeddings: tensors } = target;
        if (tensors === undefined) throw unfit(name, target, '/v1/chat/completions');
        const { embeddingsCall } = await import('./providers/triton-embeddings.ts');
        const { embeddingsRelay } = await import('./upstream/relay-embeddings.ts');
        const inOwnWords = {
          call: embeddingsCall(target, tensors, request),
          relay: embeddingsRelay(request, tensors),
        };
        return forward(on, target, name, { path: '/embeddings', body, input, inOwnWords });
      }
      default:
        throw unfit(name, target, '/v1/chat/completions');
    }
  };
  const prompt = { contextTokens: input, complexity: () => 0, cannotTake: embeddingsTo(request) };
  await answerThroughCache(exchange, { caller, config, asked: subject, body }, (on, stale) =>
    callModel(on, { caller, config, asked: subject, ask, prompt, terms, ...(stale && { stale }) }),
  );
}
