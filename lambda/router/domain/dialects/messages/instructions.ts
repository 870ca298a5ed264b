import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { withCacheControl } from '../../providers/conversation-marks.ts';
import { objectsIn, textIn } from '../../providers/json.ts';
import { placed } from '../places.ts';

/** The instructions as one message; none when there are none. */
export function systemOf(system: unknown, report: Report): readonly JsonObject[] {
  return instructed(system, 'system', report).map((message) => placed(message, 'system'));
}

/** As one text where nothing is to be cached, or all of it: not every server takes parts there. */
export function instructed(said: unknown, path: string, report: Report): readonly JsonObject[] {
  if (isString(said)) return said === '' ? [] : [{ role: 'system', content: said }];
  const text = textsOf(said, path, report);
  if (text === '') return [];
  const parts = cacheableTexts(objectsIn({ said }, 'said'));
  const [only] = parts;
  if (parts.length > 1 || only === undefined) return [{ role: 'system', content: parts.map(textPart) }];
  return [withCacheControl({ role: 'system', content: text }, only.control)];
}

interface CacheableText {
  readonly text: string;
  readonly control: unknown;
}

/** One for each block that ends what is to be cached, with what stands before it, and one for the rest. */
function cacheableTexts(blocks: readonly JsonObject[]): readonly CacheableText[] {
  const ends = blocks.flatMap(({ cache_control: control }, index) => (isObject(control) ? [index] : []));
  const starts = [0, ...ends.map((end) => end + 1)];
  return starts
    .map((start, at) => blocks.slice(start, (ends[at] ?? blocks.length) + 1))
    .map((group) => ({ text: joined(group), control: group.at(-1)?.cache_control }))
    .filter(({ text }) => text !== '');
}

const textPart = ({ text, control }: CacheableText): JsonObject => withCacheControl({ type: 'text', text }, control);

/** Where a chat takes text only. */
function textsOf(blocks: unknown, path: string, report: Report): string {
  if (!Array.isArray(blocks)) return '';
  for (const [index, block] of blocks.entries()) {
    const type = isObject(block) ? block.type : block;
    if (type !== 'text') report(`${path}[${index}].type`, mustBe("'text', as a chat takes nothing else there", type));
  }
  return joined(objectsIn({ blocks }, 'blocks'));
}

export const joined = (blocks: readonly JsonObject[]): string => blocks.map((block) => textIn(block, 'text')).join('\n\n');
