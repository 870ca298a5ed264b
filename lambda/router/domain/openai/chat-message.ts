import { checkFields, isObject, isString, listOf, mustBe, object, type Report, text } from './fields.ts';

export type Role = 'developer' | 'system' | 'user' | 'assistant' | 'tool' | 'function';

/** A piece of a message's content, e.g. `{ type: 'text', text }`. Types unknown here are left to the upstream. */
export interface ContentPart {
  readonly type: string;
  readonly text?: unknown;
}

/** One message of a conversation, checked; members that matter to upstreams only are not listed. */
export interface ChatMessage {
  readonly role: Role;
  readonly content?: string | readonly ContentPart[] | null;
}

const ROLES: readonly string[] = ['developer', 'system', 'user', 'assistant', 'tool', 'function'] satisfies readonly Role[];

/** What an assistant's message may hold instead of content. */
const INSTEAD_OF_CONTENT = ['tool_calls', 'function_call', 'audio', 'refusal'];

/** For each known type of part, the member that must be there and of which type. */
const PARTS: Readonly<Record<string, { readonly member: string; readonly inside?: string }>> = {
  text: { member: 'text' },
  refusal: { member: 'refusal' },
  image_url: { member: 'image_url', inside: 'url' },
  input_audio: { member: 'input_audio', inside: 'data' },
};

const MEMBERS = { name: text, tool_call_id: text, tool_calls: listOf(object), function_call: object, refusal: text };

export function checkMessages(messages: unknown, report: Report): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    report('messages', mustBe('an array of at least one message', messages));
    return;
  }
  for (const [index, message] of messages.entries()) checkMessage(message, `messages[${index}]`, report);
}

function checkMessage(message: unknown, path: string, report: Report): void {
  if (!isObject(message)) {
    report(path, mustBe('an object', message));
    return;
  }
  const { role, content } = message;
  if (!isString(role) || !ROLES.includes(role)) {
    report(`${path}.role`, mustBe(`one of ${ROLES.join(', ')}`, role));
    return;
  }
  checkFields(message, MEMBERS, (member, problem) => report(`${path}.${member}`, problem));
  if (role === 'tool' && !isString(message.tool_call_id)) {
    report(`${path}.tool_call_id`, mustBe('the id of the tool call that this answers', message.tool_call_id));
  }
  if (isString(content)) return;
  if (Array.isArray(content)) {
    checkParts(content, `${path}.content`, report);
    return;
  }
  const mayBeEmpty = role === 'function' || INSTEAD_OF_CONTENT.some((member) => (message[member] ?? null) !== null);
  if ((content ?? null) !== null || !mayBeEmpty || (role !== 'assistant' && role !== 'function')) {
    report(`${path}.content`, mustBe('a string or an array of content parts', content));
  }
}

function checkParts(parts: readonly unknown[], path: string, report: Report): void {
  if (parts.length === 0) report(path, mustBe('a string or a filled array of content parts', parts));
  for (const [index, part] of parts.entries()) {
    const problem = isObject(part) ? problemOfPart(part) : { member: '', expected: 'an object', value: part };
    if (problem !== undefined) report(`${path}[${index}]${problem.member}`, mustBe(problem.expected, problem.value));
  }
}

interface PartProblem {
  readonly member: string;
  readonly expected: string;
  readonly value: unknown;
}

function problemOfPart(part: Readonly<Record<string, unknown>>): PartProblem | undefined {
  const { type } = part;
  if (!isString(type) || type === '') return { member: '.type', expected: 'the type of this part', value: type };
  if (type === 'file' && !isObject(part.file)) return { member: '.file', expected: 'an object', value: part.file };
  const shape = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (shape === undefined) return undefined;
  const { member, inside } = shape;
  const value = part[member];
  if (inside === undefined) return isString(value) ? undefined : { member: `.${member}`, expected: 'a string', value };
  if (isObject(value) && isString(value[inside])) return undefined;
  return { member: `.${member}`, expected: `an object whose '${inside}' is a string`, value };
}

/** What a message may hold beside its role, of whatever type: those of answers are not checked. */
export interface Said {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning?: unknown;
  readonly reasoning_content?: unknown;
  readonly tool_calls?: unknown;
  readonly function_call?: unknown;
}

/** Bytes of all that a model reads of a message, or has written: words, reasoning and calls. Images, sound and files are no text. */
export function bytesOfMessage(message: Said): number {
  const { content, refusal, tool_calls: calls, function_call: call } = message;
  return (
    bytesOfContent(content) +
    bytesOf(refusal) +
    // Servers that changed the name say the same under both.
    bytesOf(message.reasoning ?? message.reasoning_content) +
    (Array.isArray(calls) ? calls.reduce<number>((sum, one) => sum + bytesOfCall(one), 0) : 0) +
    bytesOfNamed(call)
  );
}

/** A string, or the text of parts. */
export function bytesOfContent(content: unknown): number {
  if (!Array.isArray(content)) return isString(content) ? Buffer.byteLength(content) : 0;
  return content.reduce<number>((sum, part) => sum + (isObject(part) ? bytesOf(part.text) + bytesOf(part.refusal) : 0), 0);
}

const bytesOfCall = (call: unknown): number => (isObject(call) ? bytesOfNamed(call.function) + bytesOfNamed(call.custom) : 0);

/** What is called, and with which arguments: of a function, or of a tool that takes text. */
const bytesOfNamed = (called: unknown): number =>
  isObject(called) ? bytesOf(called.name) + bytesOf(called.arguments) + bytesOf(called.input) : 0;

/** Of a string as it is, of all else as JSON. */
export const bytesOf = (value: unknown): number =>
  isString(value) ? Buffer.byteLength(value) : (value ?? null) === null ? 0 : Buffer.byteLength(JSON.stringify(value));

/** All that a message says in words. */
export function textOf({ content }: ChatMessage): string {
  if (isString(content)) return content;
  return (content ?? []).flatMap((part) => (isString(part.text) ? [part.text] : [])).join('\n');
}
