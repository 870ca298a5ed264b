import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { asFailed, cacheControlOf, withCacheControl, withThoughts } from '../../providers/conversation-marks.ts';
import { objectsIn, textIn } from '../../providers/json.ts';
import { placed } from '../places.ts';
import { blockPath, partsOf } from './content.ts';
import { instructed, joined } from './instructions.ts';

/** The messages of a chat for those of `POST /v1/messages`. */
export function conversationOf(messages: unknown, report: Report): readonly JsonObject[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    // What is no array at all has been reported by its type.
    if ((messages ?? null) === null || Array.isArray(messages)) {
      report('messages', mustBe('an array of at least one message', messages));
    }
    return [];
  }
  return messages.flatMap((message, index) => {
    const path = `messages[${index}]`;
    return turnOf(message, path, report).map((made) => placed(made, path));
  });
}

function turnOf(message: unknown, path: string, report: Report): readonly JsonObject[] {
  if (!isObject(message)) {
    report(path, mustBe('an object', message));
    return [];
  }
  const { role, content } = message;
  if (!isString(content) && !(Array.isArray(content) && content.length > 0)) {
    report(`${path}.content`, mustBe('a string or a filled array of content blocks', content));
    return [];
  }
  switch (role) {
    case 'user':
      return isString(content) ? [{ role, content }] : userTurn(message, path, report);
    case 'assistant':
      return isString(content) ? [{ role, content }] : assistantTurn(message, path, report);
    case 'system':
      return instructed(content, `${path}.content`, report);
    default:
      report(`${path}.role`, mustBe("'user', 'assistant' or 'system'", role));
      return [];
  }
}

/** What tools answered comes first: a chat wants it right after the calls. */
function userTurn(message: JsonObject, path: string, report: Report): readonly JsonObject[] {
  const results: JsonObject[] = [];
  const parts: JsonObject[] = [];
  for (const [index, block] of blocksIn(message, path, report)) {
    if (block.type === 'tool_result') results.push(resultOf(block, blockPath(path, index), report));
    else parts.push(...partsOf(block, blockPath(path, index), report));
  }
  const [only] = parts;
  if (only === undefined) return results.length === 0 ? [{ role: 'user', content: '' }] : results;
  const isText = parts.length === 1 && only.type === 'text';
  const said = isText
    ? withCacheControl({ role: 'user', content: only.text }, cacheControlOf(only))
    : { role: 'user', content: parts };
  return [...results, said];
}

/** What Claude thought is only marked: others want none of it. They want their own back, which nobody signed, where tools were called. */
function assistantTurn(message: JsonObject, path: string, report: Report): readonly JsonObject[] {
  let content = '';
  let control: unknown;
  const calls: JsonObject[] = [];
  const before: JsonObject[] = [];
  let between: JsonObject[] = [];
  for (const [index, block] of blocksIn(message, path, report)) {
    const { type, id, name, input } = block;
    if (type === 'thinking' || type === 'redacted_thinking')
      (content === '' && calls.length === 0 ? before : between).push(block);
    else if (type === 'text') {
      content += textIn(block, 'text');
      control = block.cache_control ?? control;
    } else if (type === 'tool_use') {
      if (!isString(id) || !isString(name)) report(blockPath(path, index), "must have an 'id' and a 'name' that are strings");
      const call = { id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } };
      calls.push(withThoughts(withCacheControl(call, block.cache_control), between));
      between = [];
    } else {
      report(`${blockPath(path, index)}.type`, mustBe("'text', 'tool_use' or 'thinking'", type));
    }
  }
  const turn = { role: 'assistant', content: content === '' ? null : content };
  const thoughts = [...before, ...between];
  const said = withThoughts(withCacheControl(turn, control), thoughts);
  const aloud = thoughts.map((block) => (block.signature === '' ? textIn(block, 'thinking') : '')).join('');
  if (calls.length > 0) return [{ ...said, ...(aloud !== '' && { reasoning_content: aloud }), tool_calls: calls }];
  return content === '' ? [] : [said];
}

function resultOf(block: JsonObject, path: string, report: Report): JsonObject {
  const { tool_use_id: id, content = '' } = block;
  if (!isString(id)) report(`${path}.tool_use_id`, mustBe('the id of the tool_use block that this answers', id));
  const said = isString(content) ? content : saidIn(content, `${path}.content`, report);
  const control = block.cache_control ?? objectsIn(block, 'content').at(-1)?.cache_control;
  // The order of the members is the one thing that JSON shows of a failure: by it the response cache tells the two apart.
  const result =
    block.is_error === true
      ? asFailed({ role: 'tool', content: said, tool_call_id: id })
      : { role: 'tool', tool_call_id: id, content: said };
  return placed(withCacheControl(result, control), path);
}

/** One text, unless there are images. */
function saidIn(content: unknown, path: string, report: Report): string | readonly JsonObject[] {
  const blocks: readonly unknown[] = Array.isArray(content) ? content.map(inWords) : [];
  const types = blocks.map((block) => (isObject(block) ? block.type : block));
  for (const [index, type] of types.entries()) {
    if (type !== 'text' && type !== 'image') report(`${path}[${index}].type`, mustBe("'text' or 'image'", type));
  }
  if (!types.includes('image')) return joined(blocks.filter(isObject));
  // What is to be cached ends with the result, not within it.
  return blocks
    .filter(isObject)
    .flatMap((block, index) => partsOf({ ...block, cache_control: null }, `${path}[${index}]`, report));
}

/** A tool that a search found: a chat has had all tools from the start, so its name is what there is to say. */
const inWords = (block: unknown): unknown =>
  isObject(block) && block.type === 'tool_reference' ? { type: 'text', text: textIn(block, 'tool_name') } : block;

function* blocksIn({ content }: JsonObject, path: string, report: Report): Generator<readonly [number, JsonObject]> {
  for (const [index, block] of (content as readonly unknown[]).entries()) {
    if (isObject(block)) yield [index, block];
    else report(blockPath(path, index), mustBe('an object', block));
  }
}
