import fc from 'fast-check';
import { OPTIMISATIONS } from '../../../../../lambda/router/contract/prompts.ts';
import type { ChatMessage } from '../../../../../lambda/router/domain/openai/chat-message.ts';
import { optimised } from '../../../../../lambda/router/domain/prompts/optimise.ts';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const system = (content: string): ChatMessage => ({ role: 'system', content });
const contents = (messages: readonly ChatMessage[]) => messages.map(({ content }) => content);

const BLOCK = 'The quarterly report says that revenue grew. '.repeat(6).trim();
const STORY = Array.from({ length: 40 }, (_, index) => `Sentence ${index} tells of the harbour and its boats.`).join(' ');

describe('whitespace', () => {
  const squeezed = (content: string) => optimised([user(content)], ['whitespace']).messages[0]?.content;

  test('runs of blanks and of blank lines become one', () => {
    expect(squeezed('a    b \t c  \n\n\n\nd')).toBe('a b c\n\nd');
  });

  test('indentation stays, for it may be code or YAML', () => {
    expect(squeezed('list:\n    - one   two\n\n\n')).toBe('list:\n    - one two\n');
  });

  test.each(['```\na    b\n\n\n\nc\n```', '~~~py\n\n\nx  =  1\n~~~', 'use `a    b` here', '```\nnever    closed\n\n\n'])(
    'code stays as it is: %j',
    (code) => {
      expect(squeezed(`${code}`)).toBe(code);
    },
  );

  test('system messages stay as they are', () => {
    const messages = [system('a    b'), { role: 'developer', content: 'a    b' } as const, user('hi')];
    expect(optimised(messages, ['whitespace'])).toEqual({ messages, tokensSaved: 0 });
  });

  test('text parts are squeezed, others stay', () => {
    const image = { type: 'image_url', image_url: { url: 'data:a    b' } };
    const message: ChatMessage = { role: 'user', content: [{ type: 'text', text: `a${' '.repeat(50)}b` }, image] };
    expect(optimised([message], ['whitespace']).messages[0]?.content).toEqual([{ type: 'text', text: 'a b' }, image]);
  });
});

describe('duplicates', () => {
  test('of the same block the last one stays, and the saving is told', () => {
    const { messages, tokensSaved } = optimised(
      [user(`${BLOCK}\n\nSum it up.`), assistant('Up.'), user(`${BLOCK}\n\nAgain.`)],
      ['duplicates'],
    );
    expect(contents(messages)).toEqual(['[repeated below]\n\nSum it up.', 'Up.', `${BLOCK}\n\nAgain.`]);
    expect(tokensSaved).toBe(Math.ceil((BLOCK.length - '[repeated below]'.length) / 4));
  });

  test('short blocks, other blocks, and those of system messages stay', () => {
    const messages = [system(BLOCK), user('short'), user('short'), user(`${BLOCK}!`), user(BLOCK)];
    expect(optimised(messages, ['duplicates']).messages).toBe(messages);
  });

  test('code between fences is one block', () => {
    const code = `\`\`\`\n${'line of code\n\n'.repeat(20)}\`\`\``;
    expect(contents(optimised([user(`See\n${code}`), user(code)], ['duplicates']).messages)).toEqual([
      'See\n[repeated below]',
      code,
    ]);
  });
});

describe('history', () => {
  const QUESTION = 'And what does the harbour master say?';
  const long = [system(STORY), user(STORY), assistant(STORY), user(QUESTION)];

  test('above the limit the oldest messages are cut down to sentences that they hold', () => {
    const { messages, tokensSaved } = optimised(long, ['history'], 1400);
    expect(messages[1]?.content).toMatch(/^\[shortened to its key sentences\] Sentence \d+ tells/);
    for (const sentence of String(messages[1]?.content).match(/Sentence [^.]*\./g) ?? []) expect(STORY).toContain(sentence);
    expect(contents(messages).slice(2)).toEqual([STORY, QUESTION]);
    expect(messages[0]?.content).toBe(STORY);
    expect(tokensSaved).toBeGreaterThan(300);
  });

  test('the question, and what comes after it, stays however long it is', () => {
    const messages = [user('hi'), user(STORY), assistant(STORY)];
    expect(optimised(messages, ['history'], 1).messages).toBe(messages);
  });

  test('tool calls and their results stay', () => {
    const call = { role: 'assistant', content: STORY, tool_calls: [{ id: 'c' }] } as ChatMessage;
    const result = { role: 'tool', content: STORY, tool_call_id: 'c' } as ChatMessage;
    const messages = [user('go'), call, result, user(QUESTION)];
    expect(optimised(messages, ['history'], 1).messages).toBe(messages);
  });

  test('below the limit nothing happens', () => {
    expect(optimised(long, ['history'], 100_000)).toEqual({ messages: long, tokensSaved: 0 });
  });
});

const anyMessage = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant', 'tool') as fc.Arbitrary<ChatMessage['role']>,
  content: fc
    .array(fc.constantFrom(BLOCK, STORY, ' ', '\n\n', '```', 'word', '   '), { maxLength: 6 })
    .map((parts) => parts.join('\n')),
});

test('whatever the steps, messages keep number and role, system messages their text, and nothing grows, the same way each time', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 6 }), fc.subarray([...OPTIMISATIONS]), (messages, steps) => {
      const once = optimised(messages, steps, 200);
      expect(once.messages.map(({ role }) => role)).toEqual(messages.map(({ role }) => role));
      const systems = (all: readonly ChatMessage[]) => contents(all.filter(({ role }) => role === 'system'));
      expect(systems(once.messages)).toEqual(systems(messages));
      expect(once.tokensSaved).toBeGreaterThanOrEqual(0);
      expect(optimised(messages, steps, 200)).toEqual(once);
    }),
  );
});
