import type { ChatMessage } from '../openai/chat-message.ts';
import { isObject, isString } from '../openai/fields.ts';
import type { InputText } from './input.ts';
import type { Speaker } from './verdict.ts';

type Replace = (input: InputText) => string;

/** All that messages say in words, in order: their contents, refusals, thoughts, and what tools were called with. */
export function textsOfMessages(messages: readonly ChatMessage[]): readonly InputText[] {
  const texts: InputText[] = [];
  rewritten(messages, (input) => {
    texts.push(input);
    return input.text;
  });
  return texts;
}

/** The messages with other words, given in the order of `textsOfMessages`. */
export function withTexts(messages: readonly ChatMessage[], texts: readonly string[]): readonly ChatMessage[] {
  let next = 0;
  return rewritten(messages, ({ text }) => texts[next++] ?? text);
}

const rewritten = (messages: readonly ChatMessage[], replace: Replace): readonly ChatMessage[] =>
  messages.map((message, index) => rewrittenMessage(message, `messages[${index}]`, replace));

function rewrittenMessage(message: ChatMessage, path: string, replace: Replace): ChatMessage {
  const speaker = speakerOf(message);
  const changed = (value: unknown, param: string): unknown =>
    isString(value) && value !== '' ? replace({ text: value, speaker, param }) : value;
  const members = message as ChatMessage & Readonly<Record<string, unknown>>;
  const { content, refusal, tool_calls: calls, function_call: call, reasoning_content: thoughts, reasoning } = members;
  const parts = Array.isArray(content)
    ? content.map((part: unknown, index) => withStrings(part, ['text', 'refusal'], `${path}.content[${index}]`, changed))
    : changed(content, `${path}.content`);
  return {
    ...message,
    ...('content' in message && { content: parts as NonNullable<ChatMessage['content']> }),
    ...(isString(refusal) && { refusal: changed(refusal, `${path}.refusal`) }),
    ...(isString(thoughts) && { reasoning_content: changed(thoughts, `${path}.reasoning_content`) }),
    ...(isString(reasoning) && { reasoning: changed(reasoning, `${path}.reasoning`) }),
    ...(isObject(call) && { function_call: withStrings(call, ['arguments'], `${path}.function_call`, changed) }),
    ...(Array.isArray(calls) && {
      tool_calls: calls.map((each, index) => rewrittenCall(each, `${path}.tool_calls[${index}]`, changed)),
    }),
  };
}

type Changed = (value: unknown, param: string) => unknown;

function rewrittenCall(call: unknown, path: string, changed: Changed): unknown {
  if (!isObject(call)) return call;
  const inside = withStrings(call.function, ['arguments'], `${path}.function`, changed);
  return { ...call, ...(inside !== undefined && { function: inside }) };
}

function withStrings(value: unknown, members: readonly string[], path: string, changed: Changed): unknown {
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const member of members) if (isString(copy[member])) copy[member] = changed(copy[member], `${path}.${member}`);
  return copy;
}

/** What a tool answered, and messages that their name marks as looked up, speak for nobody. */
function speakerOf(message: ChatMessage): Speaker {
  const { name } = message as { readonly name?: unknown };
  if (name === CONTEXT_NAME) return 'context';
  switch (message.role) {
    case 'tool':
    case 'function':
      return 'context';
    case 'system':
    case 'developer':
      return 'instructions';
    case 'assistant':
      return 'history';
    case 'user':
      return 'user';
  }
}

/** The `name` by which clients mark what they have looked up. */
const CONTEXT_NAME = 'context';
