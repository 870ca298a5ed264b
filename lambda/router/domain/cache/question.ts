import type { JsonBody } from '../http/json-body.ts';
import { elementsAt, type MemberSpan, membersAt, type Span } from '../http/json-spans.ts';
import { isNoUser, type KeyScope, membersOf, scopeParts, textIn, unwritten } from './request-key.ts';

/** The last words of a user, and all that they were said in. */
export interface Question {
  readonly text: string;
  /** Everything that decides on the answer but the text. Questions are compared within one partition only. */
  readonly partitionText: string;
}

/** More is no question, and more than embedding models read. */
const MAX_CHARACTERS = 8_000;

/**
 * The question that a chat ends with. Undefined when there is none that could mean the same as another: the last message is not a user's,
 * holds more than one text, or the JSON names a member twice.
 */
export function questionOf(scope: KeyScope, body: JsonBody, shareAcrossUsers: boolean): Question | undefined {
  const { text } = body;
  const members = membersOf(text).filter((member) => !shareAcrossUsers || isNoUser(member));
  const messages = theOne(members, 'messages');
  if (messages === undefined || text[messages.from] !== '[') return undefined;
  const turns = elementsAt(text, messages.from);
  const last = turns.at(-1);
  if (last === undefined) return undefined;
  const message = membersAt(text, last.from);
  const content = theOne(message, 'content');
  if (content === undefined || stringAt(text, theOne(message, 'role')) !== 'user') return undefined;
  const words = wordsIn(text, content);
  if (words === undefined || words.trim() === '' || words.length > MAX_CHARACTERS) return undefined;
  const partitionText = JSON.stringify([
    ...['semantic', ...scopeParts(scope), ...unwritten(body)],
    members.filter((member) => member !== messages).map(textIn(text)),
    turns.slice(0, -1).map(({ from, to }) => text.slice(from, to)),
    message.filter((member) => member !== content).map(textIn(text)),
    numbersIn(words),
  ]);
  return { text: words, partitionText };
}

/** Vectors hardly tell numbers apart, and `invoice 17` is not `invoice 71`. */
const numbersIn = (words: string): readonly string[] => words.match(/\p{N}+/gu) ?? [];

/** The text of a content that is nothing else. */
function wordsIn(text: string, content: Span): string | undefined {
  if (text[content.from] === '"') return stringAt(text, content);
  if (text[content.from] !== '[') return undefined;
  const [part, ...others] = elementsAt(text, content.from);
  if (part === undefined || others.length > 0) return undefined;
  const members = membersAt(text, part.from);
  if (members.length !== 2 || stringAt(text, theOne(members, 'type')) !== 'text') return undefined;
  return stringAt(text, theOne(members, 'text'));
}

/** The member of this name, when there is exactly one. */
function theOne(members: readonly MemberSpan[], name: string): MemberSpan | undefined {
  const found = members.filter((member) => member.name === name);
  return found.length === 1 ? found[0] : undefined;
}

/** A string in the JSON text. */
function stringAt(text: string, span: Span | undefined): string | undefined {
  if (span === undefined || text[span.from] !== '"') return undefined;
  return JSON.parse(text.slice(span.from, span.to));
}
