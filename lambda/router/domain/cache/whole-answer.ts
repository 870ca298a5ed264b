import type { Asked } from '../exchange.ts';
import { isObject } from '../openai/fields.ts';
import { isEventStream } from '../upstream/sse.ts';

/** Reasons to stop that the request itself brought about. A filter or an overload may decide otherwise the next time. */
const REASONS: readonly string[] = ['stop', 'length', 'tool_calls', 'function_call'];

const END_MARK = /(^|\n)data: ?\[DONE\]\s*$/;
const ERROR_EVENT = /(^|\n)data: ?\{\s*"error"\s*:/;
/** No text of a model can contain this: there the quotes are escaped. */
const FINISH_REASON = /"finish_reason"\s*:\s*"([^"]*)"/g;

/** The end mark stands in so many last bytes. */
const TAIL_BYTES = 64;

/**
 * Whether an answer of status 200 is complete and as good the next time: every choice says why it ended, a stream has its end mark.
 *
 * @param choices how many were asked for
 */
export function isWholeAnswer(asked: Asked, contentType: string | undefined, body: Buffer, choices: number): boolean {
  if (asked.stream) return isEventStream(contentType) && isWholeStream(body, choices);
  const value = parsed(body);
  if (!isObject(value) || (value.error ?? null) !== null) return false;
  const list = asked.operation === 'embeddings' ? value.data : value.choices;
  if (!Array.isArray(list) || list.length === 0) return false;
  return asked.operation === 'embeddings' || (list.length >= choices && list.every(isFinished));
}

const isFinished = (choice: unknown): boolean => isObject(choice) && REASONS.includes(String(choice.finish_reason));

function isWholeStream(body: Buffer, choices: number): boolean {
  if (!END_MARK.test(body.toString('latin1', Math.max(0, body.length - TAIL_BYTES)))) return false;
  const text = body.toString('latin1');
  if (ERROR_EVENT.test(text)) return false;
  const reasons = [...text.matchAll(FINISH_REASON)].map(([, reason = '']) => reason);
  return reasons.length >= choices && reasons.every((reason) => REASONS.includes(reason));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
