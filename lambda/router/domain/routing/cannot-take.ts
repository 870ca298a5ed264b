import { refuseUnsupported } from '../embedded/echo-support.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { translate } from '../providers/translation.ts';
import { embeddingsCall } from '../providers/triton-embeddings.ts';
import type { CannotTake } from './facts.ts';

/** For a chat: tried out by translating it. */
export const chatTo =
  (chat: ChatRequest): CannotTake =>
  (target, model, home) => {
    switch (target.kind) {
      case 'openai':
      case 'hashing-embedder':
        return undefined;
      case 'echo':
        return refusalOf(() => refuseUnsupported(chat));
      default:
        return refusalOf(() => translate(target, { chat, model, credential: undefined, home }));
    }
  };

/** For embeddings: only Triton is asked in other words than the client's. */
export const embeddingsTo =
  (request: EmbeddingsRequest): CannotTake =>
  (target) => {
    const tensors = target.kind === 'triton' ? target.embeddings : undefined;
    if (target.kind !== 'triton' || tensors === undefined) return undefined;
    return refusalOf(() => embeddingsCall(target, tensors, request));
  };

/** What is no fault of the request, e.g. a region that is not set, is left for who asks the model. */
function refusalOf(tryOut: () => unknown): OpenAiError | undefined {
  try {
    tryOut();
    return undefined;
  } catch (error) {
    if (!(error instanceof OpenAiError)) throw error;
    return error.status === 400 ? error : undefined;
  }
}
