import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import { textsOfMessages, withTexts } from '../guard/message-texts.ts';
import { moderationFor } from '../guard/settings.ts';
import type { JsonObject } from '../http/json-body.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { ChatMessage } from '../openai/chat-message.ts';
import { isObject } from '../openai/fields.ts';
import { type FilterFactory, NOTHING_BESIDE } from '../output/text-filter.ts';
import type { Guarding } from '../prompts/prepare-chat.ts';
import type { Marker } from './marker.ts';

/** How the answer to one request is marked. */
export interface Marking {
  readonly marker: Marker;
  /** @default - none: the answer is for a program */
  readonly filters: readonly FilterFactory[];
}

/**
 * Undefined when the tenant's answers are not marked, or cannot be and it chose to go on without.
 *
 * @param body of the request, in the shape of OpenAI's chat completions
 * @throws OpenAiError 503 when the answer cannot be marked
 */
export async function markingOf(
  { ports, requestId }: Exchange,
  { tenant }: CallerContext,
  config: RouterConfig,
  body: JsonObject,
): Promise<Marking | undefined> {
  const settings = moderationFor(config, tenant);
  if (settings?.watermark !== true) return undefined;
  try {
    if (ports.watermark === undefined) throw new Error('the environment names no key');
    const marker = await ports.watermark.ready();
    const at = ports.clock.now();
    return { marker, filters: isStructured(body) ? [] : [() => marker.filter(tenant, at)] };
  } catch (error) {
    const { whenUnavailable } = settings;
    const reason = error instanceof Error ? error.message : String(error);
    const fields = { requestId, tenant, whenUnavailable, error: reason };
    ports.log(whenUnavailable === 'allow' ? 'warn' : 'error', 'watermark unavailable', fields);
    if (whenUnavailable === 'allow') return undefined;
    throw new OpenAiError(503, 'Answers cannot be marked at the moment. Try again later.', { code: 'watermark_unavailable' });
  }
}

/** JSON is read by programs, which take a mark for a part of a value. */
const isStructured = ({ response_format: format }: JsonObject): boolean => isObject(format) && format.type !== 'text';

/** Marks come last: the guard judges, and sessions keep, what the model said; and no model is paid for reading them. */
export function marked(marking: Marking | undefined, guarding: Guarding | undefined): Guarding | undefined {
  if (marking === undefined) return guarding;
  const { marker, filters } = marking;
  return async (written) => {
    const messages = unmarked(marker, written);
    const guarded = (await guarding?.(messages)) ?? { messages, filters: [], ...NOTHING_BESIDE };
    return { ...guarded, filters: [...guarded.filters, ...filters] };
  };
}

/** The messages given, when there is no mark in them. */
function unmarked(marker: Marker, messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const texts = textsOfMessages(messages).map(({ text }) => text);
  const without = texts.map((text) => marker.unmarked(text));
  return without.every((text, index) => text === texts[index]) ? messages : withTexts(messages, without);
}
