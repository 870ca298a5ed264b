import type { ModelTarget } from '../../contract/targets.ts';
import { refuseUnsupported } from '../embedded/echo-support.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { refuseBeyondLimits } from '../providers/conversation-marks.ts';
import type { CannotTake } from './facts.ts';

/** @param targets that may be asked: what none of them needs is not loaded */
export type CannotTakeOf = (targets: readonly ModelTarget[]) => Promise<CannotTake>;

/** For a chat: tried out by translating it. */
export const chatTo =
  (chat: ChatRequest): CannotTakeOf =>
  async (targets) => {
    const isTranslated = targets.some(({ kind }) => kind === 'anthropic' || kind === 'bedrock' || kind === 'triton');
    const { translate } = isTranslated ? await import('../providers/translation.ts') : {};
    return (target, model, home) => {
      switch (target.kind) {
        case 'hashing-embedder':
          return undefined;
        case 'openai':
          return refusalOf(() => refuseBeyondLimits(chat.body, target.kind));
        case 'echo':
          return refusalOf(() => refuseUnsupported(chat));
        default:
          return refusalOf(() => {
            refuseBeyondLimits(chat.body, target.kind);
            translate?.(target, { chat, model, credential: undefined, home });
          });
      }
    };
  };

/** For embeddings: only Triton is asked in other words than the client's. */
export const embeddingsTo =
  (request: EmbeddingsRequest): CannotTakeOf =>
  async (targets) => {
    if (!targets.some(({ kind }) => kind === 'triton')) return () => undefined;
    const { embeddingsCall } = await import('../providers/triton-embeddings.ts');
    return (target) => {
      const tensors = target.kind === 'triton' ? target.embeddings : undefined;
      if (target.kind !== 'triton' || tensors === undefined) return undefined;
      return refusalOf(() => embeddingsCall(target, tensors, request));
    };
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
