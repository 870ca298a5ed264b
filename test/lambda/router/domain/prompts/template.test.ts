import fc from 'fast-check';
import type { PromptTemplate } from '../../../../../lambda/router/contract/prompts.ts';
import { templateNamed, withTemplate } from '../../../../../lambda/router/domain/prompts/template.ts';
import { refusalOf } from '../../support/errors.ts';

const TEMPLATE: PromptTemplate = {
  system: 'You help {{customer}} in {{ language }}.',
  user: 'Question: {{question}}',
  variables: { customer: { maxLength: 20 }, language: { maxLength: 20, default: 'English' }, question: { maxLength: 500 } },
};

const filled = (prompt_variables: unknown, more: object = {}) =>
  withTemplate({ model: 'gpt', prompt_variables, ...more }, TEMPLATE);

test('system text goes first and user text last, with values in place', () => {
  const own = { role: 'user', content: 'Hi' };
  expect(filled({ customer: 'ACME', question: 7 }, { messages: [own] })).toEqual({
    model: 'gpt',
    messages: [{ role: 'system', content: 'You help ACME in English.' }, own, { role: 'user', content: 'Question: 7' }],
  });
});

test('a template with a question of its own needs no messages', () => {
  expect(filled({ customer: 'ACME', question: 'Why?', language: 'French' }).messages).toEqual([
    { role: 'system', content: 'You help ACME in French.' },
    { role: 'user', content: 'Question: Why?' },
  ]);
});

test('one without leaves the refusal of missing messages to the request check', () => {
  expect(withTemplate({ model: 'gpt' }, { system: 'Be brief.', variables: {} })).toEqual({ model: 'gpt' });
});

test('a placeholder or a pattern in a value is data', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('{{question}}', '$&', '$1', '{{customer}}', ''), (text, special) => {
      const question = text + special;
      const { messages } = filled({ customer: 'ACME', question });
      expect((messages as { content: string }[])[1]?.content).toBe(`Question: ${question}`);
    }),
  );
});

test.each([
  ['missing', { question: 'q' }, "'prompt_variables.customer' must be a string, a number, true or false, not missing."],
  [
    'unknown',
    { customer: 'a', question: 'q', cutsomer: 'b' },
    "'prompt_variables.cutsomer' is not known; the template has customer, language, question.",
  ],
  [
    'too long',
    { customer: 'a'.repeat(21), question: 'q' },
    "'prompt_variables.customer' must have at most 20 characters, not 21.",
  ],
  [
    'of the wrong type',
    { customer: ['a'], question: 'q' },
    "'prompt_variables.customer' must be a string, a number, true or false, not an array.",
  ],
  ['no object', 'ACME', '\'prompt_variables\' must be an object, not "ACME".'],
  [
    'inherited',
    JSON.parse('{"__proto__": 1, "customer": "a", "question": "q"}'),
    "'prompt_variables.__proto__' is not known; the template has customer, language, question.",
  ],
])('variables that are %s are refused by name', (_, variables, message) => {
  expect(refusalOf(() => filled(variables))).toMatchObject({ status: 400, message });
});

const PROMPTS = { templates: { 'support@2': TEMPLATE, 'support@10': { user: 'newest', variables: {} }, 'brief@1': TEMPLATE } };

test('a name with a version is that version, one without is the newest', () => {
  expect(templateNamed(PROMPTS, 'support@2')).toBe(TEMPLATE);
  expect(templateNamed(PROMPTS, 'support').user).toBe('newest');
});

test.each(['support@3', 'sup', 'toString', 'constructor@1'])('a template that is not there is refused: %s', (name) => {
  const refusal = refusalOf(() => templateNamed(PROMPTS, name));
  expect(refusal.body.error).toMatchObject({
    message: `There is no prompt template '${name}'. There are support@2, support@10, brief@1.`,
    code: 'template_not_found',
  });
});
