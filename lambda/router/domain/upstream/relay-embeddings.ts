import type { TritonEmbeddings } from '../../contract/targets.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { UpstreamFailure, type UpstreamResponse } from '../ports.ts';
import { TRITON } from '../providers/triton.ts';
import { type Vectors, vectorsIn } from '../providers/triton-embeddings.ts';
import type { Usage } from '../usage.ts';
import { answerHeaders, type Ended, type Relay, type RelayContext, readBody } from './relay.ts';
import { translated } from './relay-translated.ts';

/** Passes Triton's vectors on as OpenAI's list of embeddings. Triton counts no tokens, so the usage is estimated. */
export const embeddingsRelay = (request: EmbeddingsRequest, { output }: TritonEmbeddings): Relay => ({
  refusal: translated(TRITON, 0, false).refusal,
  whole: (response, context) => relayVectors(response, context, request, output),
  stream: async () => {
    throw new UpstreamFailure('broken', 'a stream came where vectors were asked for');
  },
});

/** @throws UpstreamFailure when the body ends early or holds no vectors; nothing is sent then */
async function relayVectors(
  response: UpstreamResponse,
  context: RelayContext,
  request: EmbeddingsRequest,
  output: string,
): Promise<Ended> {
  const vectors = vectorsIn(await readBody(response), response.headers, output, request.inputs.length);
  const { providerModel, sink } = context;
  const usage: Usage = { inputTokens: context.estimateInput(), outputTokens: 0, usageSource: 'estimated' };
  const answer = {
    object: 'list',
    data: request.inputs.map((_, index) => ({ object: 'embedding', index, embedding: row(vectors, index, request.encoding) })),
    model: providerModel,
    usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens },
  };
  sink.start(response.status, answerHeaders({}, context.requestId));
  sink.write(JSON.stringify(answer));
  return { status: response.status, partial: false, usage, providerModel };
}

/** Little-endian 32-bit floats in base64 are what OpenAI's clients ask for; they are the bytes that Triton sent. */
function row({ numbers, dimensions }: Vectors, index: number, encoding: EmbeddingsRequest['encoding']): string | number[] {
  const floats = numbers.subarray(index * dimensions, (index + 1) * dimensions);
  if (encoding === 'float') return [...floats];
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('base64');
}
