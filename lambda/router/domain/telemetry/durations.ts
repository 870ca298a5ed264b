import type { Observation } from './observation.ts';

/** Milliseconds from the first byte of the request to the last of the answer. */
export const latencyMs = ({ startedAt, endedAt }: Observation): number => Math.max(0, endedAt - startedAt);

/** Milliseconds to the first byte of a streamed answer, without those for which a model woke; undefined for others. */
export const timeToFirstTokenMs = ({ startedAt, firstByteAt, coldStartMs = 0 }: Observation): number | undefined =>
  firstByteAt === undefined ? undefined : Math.max(0, firstByteAt - startedAt - coldStartMs);

/** Milliseconds for each output token after the first, of a streamed answer with more than one. */
export function timePerOutputTokenMs({ firstByteAt, endedAt, outputTokens }: Observation): number | undefined {
  if (firstByteAt === undefined || outputTokens < 2) return undefined;
  return Math.max(0, endedAt - firstByteAt) / (outputTokens - 1);
}

/** Whether a model was to answer: what is counted, unlike health checks and lists of models. */
export const isModelRequest = ({ endpoint }: Pick<Observation, 'endpoint'>): boolean => endpoint?.startsWith('POST ') ?? false;

/** Whether the request is one turn of a conversation. */
export const isChat = ({ endpoint }: Pick<Observation, 'endpoint'>): boolean =>
  isModelRequest({ ...(endpoint !== undefined && { endpoint }) }) && endpoint !== 'POST /v1/embeddings';
