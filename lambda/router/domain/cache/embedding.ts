import { DEFAULT_TIMEOUTS } from '../../contract/resilience.ts';
import type { HashingEmbedderTarget, ModelTarget, OpenAiTarget } from '../../contract/targets.ts';
import { embed } from '../embedded/hashing-embedder.ts';
import type { Exchange } from '../exchange.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { attemptBook } from '../ledger/attempt-book.ts';
import { isObject } from '../openai/fields.ts';
import { bytesAsTokens } from '../routing/prompt.ts';
import { dispatch } from '../upstream/dispatch.ts';
import { CollectingSink } from './collecting-sink.ts';

/** Clients wait for it before their first token, also for answers that are not there. */
const TIMEOUT_MS = 2_000;

/** The direction of a text, as a vector of length 1. Undefined when the model does not say: then the cache has no answer. */
export async function embeddingOf(
  exchange: Exchange,
  model: string,
  target: ModelTarget,
  text: string,
): Promise<Float32Array | undefined> {
  if (target.kind === 'hashing-embedder') return ofWords(model, target, text);
  if (target.kind !== 'openai') return undefined;
  try {
    return await ofServer(exchange, model, target, text);
  } catch (error) {
    if (!(error instanceof OpenAiError)) throw error;
    const { ports, requestId } = exchange;
    // Not its message: a server may repeat the text in it.
    ports.log('warn', 'question not embedded', { requestId, model, status: error.status });
    return undefined;
  }
}

function ofWords(model: string, target: HashingEmbedderTarget, text: string): Float32Array | undefined {
  const { body } = embed({ model, inputs: [text], encoding: 'float', body: { model, input: text } }, target);
  return 'json' in body ? vectorIn(body.json) : undefined;
}

/** One attempt, on the ledger under a name of its own: what it takes is not the chat's. */
async function ofServer(
  exchange: Exchange,
  model: string,
  target: OpenAiTarget,
  text: string,
): Promise<Float32Array | undefined> {
  const { requestId, ports, journal } = exchange;
  const sink = new CollectingSink(exchange.sink.closed);
  const value = { model: target.model ?? model, input: text };
  const input = () => bytesAsTokens([text]);
  const apart = { requestId: `${requestId}-embedding`, operation: 'embeddings', model, stream: false } as const;
  await dispatch(
    {
      ...{ requestId, startedAt: ports.clock.now(), model, sink },
      target: { ...target, timeouts: { ...(target.timeouts ?? DEFAULT_TIMEOUTS), totalMs: TIMEOUT_MS } },
      path: '/embeddings',
      body: { text: JSON.stringify(value), value },
      estimateInput: input,
      ...(journal.trace && { trace: journal.trace }),
      book: attemptBook(exchange, model, target, { input }, apart),
    },
    ports,
  );
  return vectorIn(parsed(sink.text));
}

/** The one vector in an answer in OpenAI's shape, brought to length 1. */
export function vectorIn(answer: unknown): Float32Array | undefined {
  const [entry] = isObject(answer) && Array.isArray(answer.data) ? answer.data : [];
  const numbers: unknown = isObject(entry) ? entry.embedding : undefined;
  if (!Array.isArray(numbers) || numbers.length === 0) return undefined;
  if (!numbers.every((number) => typeof number === 'number' && Number.isFinite(number))) return undefined;
  const length = Math.hypot(...numbers);
  return length > 0 ? Float32Array.from(numbers, (number) => number / length) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
