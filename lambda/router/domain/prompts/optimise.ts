import type { Optimisation } from '../../contract/prompts.ts';
import { type ChatMessage, type ContentPart, textOf } from '../openai/chat-message.ts';
import { isString } from '../openai/fields.ts';
import { bytesAsTokens } from '../routing/prompt.ts';
import { keySentences } from './summary.ts';
import { blocksOf } from './text-blocks.ts';

export interface Optimised {
  readonly messages: readonly ChatMessage[];
  /** Estimated at four bytes a token. */
  readonly tokensSaved: number;
}

/** Blocks of fewer characters are repeated for a reason, or not worth it. */
const MIN_BLOCK = 200;

/** Stands where a block stood that comes again. */
const REPEATED = '[repeated below]';

const FEW_TOKENS = 8_000;

/**
 * Makes a prompt smaller. Messages keep their number, order and roles; system messages, tool calls, code and the last user message's words
 * stay. Steps run in the order whitespace, duplicates, history, each only when named.
 *
 * @param historyTokens above which `history` shortens, oldest messages first. @default 8000
 */
export function optimised(
  messages: readonly ChatMessage[],
  steps: readonly Optimisation[],
  historyTokens: number = FEW_TOKENS,
): Optimised {
  let smaller = messages;
  if (steps.includes('whitespace')) smaller = smaller.map((message) => mapText(message, withoutBlanks));
  if (steps.includes('duplicates')) smaller = withoutDuplicates(smaller);
  if (steps.includes('history')) smaller = withShortHistory(smaller, historyTokens);
  const tokensSaved = tokensOf(messages) - tokensOf(smaller);
  return tokensSaved > 0 ? { messages: smaller, tokensSaved } : { messages, tokensSaved: 0 };
}

const tokensOf = (messages: readonly ChatMessage[]): number => bytesAsTokens(messages.map(textOf));

const isSystem = ({ role }: ChatMessage): boolean => role === 'system' || role === 'developer';

/** The message with its texts changed; the very same one when they are not, or when it is a system message. */
function mapText(message: ChatMessage, change: (text: string) => string): ChatMessage {
  const { content } = message;
  if (isSystem(message) || (content ?? null) === null) return message;
  const after = isString(content)
    ? change(content)
    : content?.map((part: ContentPart) =>
        part.type === 'text' && isString(part.text) ? { ...part, text: change(part.text) } : part,
      );
  return { ...message, ...(after !== undefined && { content: after }) };
}

/** One blank for several inside a line, one blank line for several. Indentation, code and lines with code in them stay. */
function withoutBlanks(text: string): string {
  const lines: string[] = [];
  for (const block of blocksOf(text)) {
    if (block.isCode) lines.push(block.text);
    else if (block.text.trim() === '') {
      if (lines.at(-1) !== '') lines.push('');
    } else lines.push(block.text.split('\n').map(narrow).join('\n'));
  }
  return lines.join('\n');
}

const narrow = (line: string): string => (line.includes('`') ? line : line.trimEnd().replace(/(?<=\S)[ \t]{2,}/g, ' '));

/** Of blocks that say the same, letter by letter, the last one stays: it is nearest to the question. */
function withoutDuplicates(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const later = new Set<string>();
  return messages
    .toReversed()
    .map((message) => {
      const own: string[] = [];
      const after = mapText(message, (text) =>
        blocksOf(text)
          .map((block) => {
            if (block.text.length < MIN_BLOCK) return block.text;
            own.push(block.text);
            return later.has(block.text) ? REPEATED : block.text;
          })
          .join('\n'),
      );
      for (const block of own) later.add(block);
      return after;
    })
    .toReversed();
}

function withShortHistory(messages: readonly ChatMessage[], most: number): readonly ChatMessage[] {
  const question = messages.findLastIndex(({ role }) => role === 'user');
  let tokens = tokensOf(messages);
  return messages.map((message, index) => {
    const isPlain =
      (message.role === 'user' || message.role === 'assistant') && isString(message.content) && !('tool_calls' in message);
    if (tokens <= most || index >= question || !isPlain) return message;
    const shorter = mapText(message, keySentences);
    tokens -= tokensOf([message]) - tokensOf([shorter]);
    return shorter;
  });
}
