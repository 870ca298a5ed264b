import fc from 'fast-check';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { complexityOf, signsOf } from '../../../../../lambda/router/domain/routing/complexity.ts';

const chat = (content: string, more: object = {}) =>
  parseChatRequest({ model: 'm', messages: [{ role: 'user', content }], ...more });

test('a greeting scores next to nothing', () => {
  expect(complexityOf(chat('Hello, how are you?'))).toBeLessThan(0.05);
});

test('a long task with code, steps, tools, turns and languages scores 1', () => {
  const turns = Array.from({ length: 12 }, (_, index) => ({ role: index % 2 ? 'assistant' : 'user', content: 'next' }));
  const task = `${'Explain this. '.repeat(600)}\n1. a\n2. b\n3. c\n4. d\n5. e\n6. f\n\`\`\`ts\nconst a = 1;\n\`\`\`\nПривет`;
  const tools = Array.from({ length: 4 }, () => ({ type: 'function' }));
  expect(complexityOf(chat('', { messages: [...turns, { role: 'user', content: task }], tools }))).toBe(1);
});

test.each([
  ['length', chat('word '.repeat(800)), 0.5],
  ['code', chat('const a = 1;\nreturn a;\nif (a) {\n}\nthen some prose'), 0.2],
  ['code', chat('```\nanything\n```'), 1],
  ['structure', chat('Why? How?\n- first\n* second\n3) third'), 5 / 6],
  ['structure', chat('为什么？'), 1 / 6],
  ['tools', chat('x', { response_format: { type: 'json_schema' }, tools: [{}] }), 0.5],
  ['turns', chat('x'), 0],
  ['languages', chat('Translate: Привет'), 1],
  ['languages', chat('Nur Deutsch, bitte'), 0],
] as const)('%s of example %#', (sign, request, expected) => {
  expect(signsOf(request)[sign]).toBeCloseTo(expected, 1);
});

test('a system message alone counts no turns', () => {
  expect(signsOf(chat('', { messages: [{ role: 'system', content: 'x' }] })).turns).toBe(0);
});

test('any prompt scores from 0 to 1, and more text never scores shorter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const score = complexityOf(chat(text));
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(signsOf(chat(`${text} more`)).length).toBeGreaterThanOrEqual(signsOf(chat(text)).length);
    }),
  );
});
