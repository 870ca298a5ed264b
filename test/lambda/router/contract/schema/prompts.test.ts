import type {
  PromptAttachment,
  Prompts,
  PromptTemplate,
  PromptVariable,
  TextOperation,
} from '../../../../../lambda/router/contract/prompts.ts';
import type { TenantSessions } from '../../../../../lambda/router/contract/sessions.ts';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const variable: Required<PromptVariable> = { maxLength: 10, default: 'you' };
const template: Required<PromptTemplate> = { system: 'Hi {{who}}', user: 'Now', variables: { who: variable } };
const operations: Required<TextOperation> = {
  replace: { find: 'a', with: '' },
  remove: { from: '<', to: '>' },
  append: '!',
  prepend: '?',
  trim: true,
};
const attachment: Required<PromptAttachment> = {
  template: 'support@1',
  postProcess: ['all'],
  optimise: ['whitespace', 'duplicates', 'history'],
  historyTokens: 100,
};
const prompts: Required<Prompts> = {
  templates: { 'support@1': template },
  postProcessors: { all: Object.entries(operations).map(([name, value]) => ({ [name]: value })) },
  attach: { chat: attachment },
};
const sessions: Required<TenantSessions> = { maxTokens: 100, ttlSeconds: 60 };

const parse = (parts: object) => parseRouterConfig(JSON.stringify({ version: 1, models: {}, ...parts }));

test('prompts and sessions with every property are read as they are', () => {
  expect(parse({ prompts, sessions: { research: sessions } })).toEqual({
    config: { version: 1, models: {}, prompts, sessions: { research: sessions } },
  });
});

test.each<[string, object, string]>([
  [
    'a template without a version',
    { templates: { support: template } },
    `'prompts.templates.support' "support" has no version; name it like support@1`,
  ],
  [
    'a variable that is not declared',
    { templates: { 'a@1': { system: '{{x}}', variables: {} } } },
    `'prompts.templates.a@1' "{{x}}" stands in the text, but not under variables; add x there`,
  ],
  [
    'an operation that is two',
    { postProcessors: { p: [operations] } },
    "'prompts.postProcessors.p.0' is replace and remove and append and prepend and trim at once; make an entry of each",
  ],
  [
    'a template that is not there',
    { attach: { chat: { template: 'b@1' } } },
    `'prompts.attach.chat.template' "b@1" is no template; there are none; write one`,
  ],
  [
    'an unknown step',
    { attach: { chat: { optimise: ['spaces'] } } },
    "'prompts.attach.chat.optimise[0]' must be 'whitespace' or 'duplicates' or 'history', not \"spaces\"",
  ],
])('%s is refused with a sentence', (_, wrong, problem) => {
  expect(parse({ prompts: wrong })).toEqual({ problem });
});
