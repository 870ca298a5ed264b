/** What is asked of a region's router. */
export interface RouterLoad {
  /** Average over the month, all hours. */
  readonly requestsPerSecond: number;
  /** From the request's arrival to the last byte of its answer; 0 for an answer that is there at once. */
  readonly streamSeconds: number;
  /** Size of a request, KB of 1,024 bytes. */
  readonly requestKB: number;
  /** Size of a whole answer, KB of 1,024 bytes. */
  readonly responseKB: number;
}

/** Chunks that a model sends in a second of stream: one a token, at the pace of a fast model. */
const CHUNKS_PER_SECOND = 50;
/** A chunk in OpenAI's shape, one token in it. */
const CHUNK_KB = 0.25;

/** Chunks of one streamed answer. */
export function chunksOf({ streamSeconds }: RouterLoad): number {
  return streamSeconds * CHUNKS_PER_SECOND;
}

/** The load of chats of a given length: 4 KB of prompt, and an answer that grows with the stream. */
export function chatLoad(requestsPerSecond: number, streamSeconds: number): RouterLoad {
  return { requestsPerSecond, streamSeconds, requestKB: 4, responseKB: 1 + streamSeconds * CHUNKS_PER_SECOND * CHUNK_KB };
}
