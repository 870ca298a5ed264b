import type { JsonBody } from '../http/json-body.ts';
import { membersAt } from '../http/json-spans.ts';
import { isObject } from '../openai/fields.ts';
import { jsonObject } from '../providers/json.ts';
import { eventsIn } from './sse.ts';

const NAME = 'stream_options';

/**
 * The body of a streamed chat that asks for usage, which OpenAI's API sends on demand only; undefined when the client's does already. All
 * else stays as the client wrote it.
 */
export function askingForUsage({ text, value }: JsonBody): string | undefined {
  const options = isObject(value[NAME]) ? value[NAME] : {};
  if (options.include_usage === true) return undefined;
  const wanted = JSON.stringify({ ...options, include_usage: true });
  const written =
    value[NAME] === undefined ? undefined : membersAt(text, text.indexOf('{')).findLast(({ name }) => name === NAME);
  if (written !== undefined) return text.slice(0, written.from) + wanted + text.slice(written.to);
  const end = text.lastIndexOf('}');
  return `${text.slice(0, end)},"${NAME}":${wanted}}`;
}

/** No text of a model can contain this: there the quotes are escaped. */
const COUNTED = Buffer.from('"prompt_tokens"');

/** Whole events without those that hold nothing but usage, for a client that did not ask; undefined when there is no other. */
export function withoutUsage(events: Buffer): Buffer | undefined {
  if (!events.includes(COUNTED)) return events;
  const kept = events
    .toString('latin1')
    .split(/(?<=\n\r?\n)/)
    .filter((event) => !eventsIn(event).some(({ data }) => isUsageAlone(data)))
    .join('');
  return kept === '' ? undefined : Buffer.from(kept, 'latin1');
}

function isUsageAlone(data: string): boolean {
  const chunk = jsonObject(data);
  return isObject(chunk?.usage) && Array.isArray(chunk?.choices) && chunk.choices.length === 0;
}
