import { platform } from '../../../../lib/config/platform.ts';
import { cloudApis } from '../../../../lib/config/presets/cloud-apis.ts';
import { routerConfig } from '../../../../lib/config/router-config.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type PromptsInput = NonNullable<PlatformInput['prompts']>;

const SUPPORT = { system: 'You help {{customer}}.', variables: { customer: {} } };
const WHOLE: PromptsInput = {
  templates: { 'support@1': SUPPORT, 'ask@2': { user: 'Q: {{ q }}', variables: { q: { maxLength: 5, default: 'why' } } } },
  postProcessors: { quiet: [{ remove: { from: '<think>', to: '</think>' } }, { trim: true }] },
  attach: { echo: { template: 'support@1', postProcess: ['quiet'], optimise: ['history', 'whitespace'] } },
};
const lines = (prompts: unknown) => linesOf({ ...input(), prompts });

test('what is right has no problems, and goes to every router with its defaults filled in', () => {
  expect(lines(WHOLE)).toEqual([]);
  expect(routerConfig(platform({ ...input(), prompts: WHOLE }), 'us-east-1').prompts).toEqual({
    templates: {
      'support@1': { system: 'You help {{customer}}.', variables: { customer: { maxLength: 1000 } } },
      'ask@2': { user: 'Q: {{ q }}', variables: { q: { maxLength: 5, default: 'why' } } },
    },
    postProcessors: WHOLE.postProcessors,
    attach: { echo: { template: 'support@1', postProcess: ['quiet'], optimise: ['history', 'whitespace'], historyTokens: 8000 } },
  });
});

test('a platform without prompts says nothing of them', () => {
  expect(platform(input())).not.toHaveProperty('prompts');
  expect(routerConfig(platform({ ...input(), prompts: {} }), 'us-east-1')).not.toHaveProperty('prompts');
});

test.each<[PromptsInput | object, string]>([
  [
    { templates: { support: SUPPORT } },
    "prompts.templates.support: 'support' is not the name and version of a template; use one such as support@1",
  ],
  [{ templates: { 'a@1': {} } }, "prompts.templates['a@1']: has no text; add system or user"],
  [
    { templates: { 'a@1': { system: 'Hi {{who}}' } } },
    "prompts.templates['a@1']: '{{who}}' stands in the text, but not under variables; add who there",
  ],
  [
    { templates: { 'a@1': { system: 'Hi', variables: { who: {} } } } },
    "prompts.templates['a@1'].variables.who: is used nowhere; write {{who}}, or leave it out",
  ],
  [
    { templates: { 'a@1': { system: '{{who}}', variables: { who: { maxLength: 2, default: 'Ada' } } } } },
    "prompts.templates['a@1'].variables.who.default: 'Ada' is longer than maxLength, which is 2; shorten it, or allow more",
  ],
  [
    { templates: { 'a@1': { system: '{{x}}{{x}}{{x}}', variables: { x: { maxLength: 1_500_000 } } } } },
    "prompts.templates['a@1'].variables.x.maxLength: 1500000 is not a whole number from 1 to 1000000; use a number such as 200",
  ],
  [
    { templates: { 'a@1': { system: '{{x}}{{x}}{{x}}{{x}}{{x}}', variables: { x: { maxLength: 1_000_000 } } } } },
    "prompts.templates['a@1']: may grow to 5000025 characters, more than 4000000; lower maxLength of its variables",
  ],
  [
    { postProcessors: { p: [{ append: 'a', prepend: 'b' }] } },
    'prompts.postProcessors.p[0]: is append and prepend at once; make an entry of each',
  ],
  [{ postProcessors: { p: [{}] } }, 'prompts.postProcessors.p[0]: does nothing; write replace, remove, append, prepend or trim'],
  [
    { postProcessors: { p: [{ trim: false }] } },
    'prompts.postProcessors.p[0].trim: false does nothing; write true, or leave it out',
  ],
  [{ attach: { echo: { template: 'a@1' } } }, "prompts.attach.echo.template: 'a@1' is no template; there are none; write one"],
  [
    { postProcessors: { quiet: [{ trim: true }] }, attach: { echo: { postProcess: ['quite'] } } },
    "prompts.attach.echo.postProcess: 'quite' is no post-processor; there are quiet",
  ],
  [
    { attach: { echo: { historyTokens: 500 } } },
    "prompts.attach.echo.historyTokens: 500 has no effect; add 'history' to optimise, or leave it out",
  ],
  [{ attach: { ecko: { optimise: ['history'] } } }, 'prompts.attach.ecko: is neither a model nor an alias; use one of echo'],
  [
    { attach: { echo: { optimise: ['spaces'] } } },
    "prompts.attach.echo.optimise[0]: 'spaces' is not one of those allowed; use whitespace, duplicates, history",
  ],
])('%j is refused', (prompts, line) => {
  expect(lines(prompts)).toEqual([line]);
});

test('an alias can be attached to, and behind the model * every name', () => {
  expect(
    linesOf({ ...input(), routes: { chat: [{ model: 'echo' }] }, prompts: { attach: { chat: { optimise: ['history'] } } } }),
  ).toEqual([]);
  const models = { '*': { openai: { baseUrl: 'http://127.0.0.1:9/v1' } } };
  expect(linesOf({ ...input(), models, prompts: { attach: { anything: { optimise: ['history'] } } } })).toEqual([]);
});

test('sessions are told by tenant, with their defaults; a tenant without is left out', () => {
  const kept = platform({
    ...cloudApis,
    tenants: { default: {}, research: { sessions: {} }, sales: { sessions: { maxTokens: 500, ttlSeconds: 60 } } },
  });
  expect(routerConfig(kept, 'us-east-1').sessions).toEqual({
    research: { maxTokens: 8000, ttlSeconds: 86_400 },
    sales: { maxTokens: 500, ttlSeconds: 60 },
  });
  expect(routerConfig(platform(input()), 'us-east-1')).not.toHaveProperty('sessions');
});

test.each([
  [
    { maxTokens: 99 },
    'tenants.default.sessions.maxTokens: 99 is not a whole number from 100 to 1000000; use a number such as 8000',
  ],
  [{ ttl: 60 }, 'tenants.default.sessions.ttl: is no field here; use maxTokens, ttlSeconds'],
])('sessions %j are refused', (sessions, line) => {
  expect(linesOf({ ...input(), tenants: { default: { sessions } } })).toEqual([line]);
});
