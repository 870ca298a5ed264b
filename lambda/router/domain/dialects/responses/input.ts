import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { objectsIn, textIn } from '../../providers/json.ts';
import { placed } from '../places.ts';
import { partOf } from './content.ts';

interface Message extends JsonObject {
  readonly role: string;
}

/** Why items of these types are refused; of others there is nothing to say. */
const REFUSED: Readonly<Record<string, string>> = {
  item_reference: 'responses are not stored here, so there is no item to refer to; send the item itself',
  compaction: 'it can only be read by OpenAI',
};

/** The messages of a chat for instructions and input. */
export function messagesOf({ instructions, input }: JsonObject, report: Report): readonly JsonObject[] {
  const system =
    isString(instructions) && instructions !== '' ? [placed({ role: 'system', content: instructions }, 'instructions')] : [];
  if (isString(input) && input !== '') return [...system, placed({ role: 'user', content: input }, 'input')];
  if (!Array.isArray(input) || input.length === 0) {
    // What is neither text nor list has been reported by its type.
    if ((input ?? '') === '' || Array.isArray(input)) {
      report('input', mustBe('a filled string or an array of at least one item', input));
    }
    return system;
  }
  const messages: Message[] = [];
  // Servers that want to see again what their models thought want it where tools were called. Others may refuse it.
  const isCalling = input.some((item) => isObject(item) && item.type === 'function_call');
  let thoughts = '';
  for (const [index, item] of input.entries()) {
    const path = `input[${index}]`;
    if (!isObject(item)) {
      report(path, mustBe('an object', item));
      continue;
    }
    addItem(messages, item, path, report);
    if (item.type === 'reasoning') thoughts = joined(thoughts, isCalling ? thoughtIn(item) : '');
    else thoughts = withThoughts(messages, thoughts, path);
  }
  if (input.every((item) => isObject(item) && item.type === 'reasoning')) {
    report('input', 'must hold something beside what the model thought');
  }
  return [...system, ...messages];
}

function addItem(messages: Message[], item: JsonObject, path: string, report: Report): void {
  const type = item.type ?? (isString(item.role) ? 'message' : undefined);
  switch (type) {
    case 'message':
      messages.push(...messageOf(item, path, report).map((message) => placed(message, path)));
      return;
    case 'function_call':
      addCall(messages, callOf(item, path, report));
      return;
    case 'function_call_output':
      messages.push(placed(resultOf(item, path, report), `${path}.output`));
      return;
    // Goes with what comes next.
    case 'reasoning':
      return;
    default: {
      const why = isString(type) && Object.hasOwn(REFUSED, type) ? REFUSED[type] : 'tools that run at OpenAI are not known here';
      report(`${path}.type`, `${mustBe("'message', 'function_call', 'function_call_output' or 'reasoning'", type)}: ${why}`);
    }
  }
}

/** What a model thought aloud; a summary is none of its words, and what is encrypted only OpenAI can read. */
const thoughtIn = (item: JsonObject): string =>
  objectsIn(item, 'content')
    .map((part) => (part.type === 'reasoning_text' ? textIn(part, 'text') : ''))
    .join('');

const joined = (one: string, other: string): string => [one, other].filter((text) => text !== '').join('\n\n');

/** Puts thoughts into the last message, if an assistant said it; anybody else's ends them. @returns none, for they are put down */
function withThoughts(messages: Message[], thoughts: string, path: string): '' {
  const last = messages.at(-1);
  if (thoughts === '' || last?.role !== 'assistant') return '';
  const all = joined(textIn(last, 'reasoning_content'), thoughts);
  messages[messages.length - 1] = placed({ ...last, reasoning_content: all }, path);
  return '';
}

function messageOf({ role, content }: JsonObject, path: string, report: Report): readonly Message[] {
  if (role !== 'user' && role !== 'assistant' && role !== 'system' && role !== 'developer') {
    report(`${path}.role`, mustBe("'user', 'assistant', 'system' or 'developer'", role));
    return [];
  }
  if (isString(content)) return [{ role, content }];
  if (!Array.isArray(content) || content.length === 0) {
    report(`${path}.content`, mustBe('a string or a filled array of content parts', content));
    return [];
  }
  const parts = content.flatMap((part, index) => {
    const at = `${path}.content[${index}]`;
    return partOf(part, at, report).map((made) => placed(made, at));
  });
  if (parts.some(({ type }) => type !== 'text')) return [{ role, content: parts }];
  const texts = parts.map((part) => textIn(part, 'text'));
  // An assistant's parts are one text that was annotated; a user's are things of their own.
  if (role === 'assistant' || texts.length < 2) return [{ role, content: texts.join('') }];
  return [{ role, content: parts }];
}

/** Calls of one turn stand in one message of a chat. */
function addCall(messages: Message[], call: JsonObject): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') {
    messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    return;
  }
  const calls = Array.isArray(last.tool_calls) ? last.tool_calls : [];
  messages[messages.length - 1] = { ...last, content: last.content === '' ? null : last.content, tool_calls: [...calls, call] };
}

function callOf({ call_id: id, name, arguments: json }: JsonObject, path: string, report: Report): JsonObject {
  for (const [member, value] of Object.entries({ call_id: id, name, arguments: json })) {
    if (!isString(value)) report(`${path}.${member}`, mustBe('a string', value));
  }
  return { id, type: 'function', function: placed({ name, arguments: json }, path) };
}

function resultOf({ call_id: id, output }: JsonObject, path: string, report: Report): Message {
  if (!isString(id)) report(`${path}.call_id`, mustBe('the call_id of the function_call that this answers', id));
  if (isString(output)) return { role: 'tool', tool_call_id: id, content: output };
  if (!Array.isArray(output)) report(`${path}.output`, mustBe('a string or an array of input_text parts', output));
  const parts: readonly unknown[] = Array.isArray(output) ? output : [];
  for (const [index, part] of parts.entries()) {
    const type = isObject(part) ? part.type : part;
    if (type !== 'input_text') {
      report(`${path}.output[${index}].type`, mustBe("'input_text', as a chat takes nothing else there", type));
    }
  }
  const texts = parts.filter(isObject).map((part) => textIn(part, 'text'));
  return { role: 'tool', tool_call_id: id, content: texts.join('\n\n') };
}
