import fc from 'fast-check';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { ModelTarget } from '../../../../../lambda/router/contract/targets.ts';
import { questionOf } from '../../../../../lambda/router/domain/cache/question.ts';
import { exactKeyText, type KeyScope } from '../../../../../lambda/router/domain/cache/request-key.ts';
import type { JsonBody } from '../../../../../lambda/router/domain/http/json-body.ts';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { withThinking } from '../../../../../lambda/router/domain/providers/conversation-marks.ts';

// Leaks are collisions: two requests that may have different answers must never have one key, nor be compared by meaning.

const openai = (host: string): ModelTarget => ({ kind: 'openai', baseUrl: `http://${host}/v1` });
const CONFIG: RouterConfig = {
  version: 1,
  models: { gpt: openai('gpt'), llama: openai('llama') },
  routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }, { model: 'llama' }] } },
  residency: { other: ['eu-west-1'] },
};
const SCOPE: KeyScope = {
  tenant: 'research',
  region: 'eu-west-1',
  config: CONFIG,
  asked: { operation: 'chat.completions', model: 'gpt', stream: false },
};

const textual = (text: string) => ({ text, value: JSON.parse(text) });
const body = (value: object) => textual(JSON.stringify(value));
const keys = (scope: KeyScope, value: object) => [
  exactKeyText(scope, body(value), false),
  exactKeyText(scope, body(value), true),
  questionOf(scope, body(value), false)?.partitionText,
  questionOf(scope, body(value), true)?.partitionText,
];
const expectApart = (one: readonly unknown[], other: readonly unknown[]) => {
  for (const [index, key] of one.entries()) if (key !== undefined) expect(key).not.toBe(other[index]);
};

const words = fc.string();
const role = fc.constantFrom('system', 'developer', 'user', 'assistant');
const message = fc.record({ role, content: words }, { noNullPrototype: true });
const question = fc.record({ role: fc.constant('user'), content: words }, { noNullPrototype: true });
const parameter = fc.constantFrom(
  ...['temperature', 'top_p', 'n', 'seed', 'tools', 'tool_choice', 'response_format', 'stop', 'logprobs', 'stream'],
  ...['stream_options', 'metadata', 'max_tokens', 'reasoning_effort', 'a_parameter_of_tomorrow'],
);
const request = fc
  .tuple(fc.array(message, { maxLength: 4 }), question, fc.dictionary(parameter, fc.jsonValue(), { noNullPrototype: true }))
  .map(([turns, last, parameters]) => ({ model: 'gpt', messages: [...turns, last], ...parameters }));

test('requests that differ in any message or parameter share no key; those that differ in their last words alone may share a partition', () => {
  fc.assert(
    fc.property(request, request, (one, other) => {
      const [a, b] = [keys(SCOPE, one), keys(SCOPE, other)];
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(a[0] === b[0]).toBe(same);
      expect(a[1] === b[1]).toBe(same);
      const withoutWords = ({ messages, ...rest }: typeof one) =>
        JSON.stringify([rest, messages.slice(0, -1), { ...messages.at(-1), content: '' }]);
      if (withoutWords(one) !== withoutWords(other)) expectApart(a.slice(2), b.slice(2));
    }),
    { numRuns: 500 },
  );
});

test('one changed member, message or character is enough', () => {
  fc.assert(
    fc.property(request, parameter, fc.jsonValue(), fc.nat(), message, (one, name, value, at, inserted) => {
      const changed = { ...one, [name]: value };
      if (JSON.stringify(changed) !== JSON.stringify(one)) expectApart(keys(SCOPE, one), keys(SCOPE, changed));
      const index = at % one.messages.length;
      const longer = { ...one, messages: [...one.messages.slice(0, index), inserted, ...one.messages.slice(index)] };
      expectApart(keys(SCOPE, one), keys(SCOPE, longer));
      const retold = one.messages.map((old, i) => (i === index ? { ...old, content: `${old.content}.` } : old));
      const [exact, shared, partition] = keys(SCOPE, one);
      const after = keys(SCOPE, { ...one, messages: retold });
      expectApart([exact, shared], after);
      if (index < one.messages.length - 1) expectApart([undefined, undefined, partition], after);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, Partial<KeyScope>]>([
  ['tenant', { tenant: 'other' }],
  ['region', { region: 'us-east-1' }],
  ['model', { asked: { ...SCOPE.asked, model: 'llama' } }],
  ['operation', { asked: { ...SCOPE.asked, operation: 'embeddings' } }],
  ['way to answer', { asked: { ...SCOPE.asked, stream: true } }],
  ['definition of the model', { config: { ...CONFIG, models: { ...CONFIG.models, gpt: openai('elsewhere') } } }],
])('whatever is asked, another %s makes another key', (_, change) => {
  fc.assert(fc.property(request, (one) => expectApart(keys(SCOPE, one), keys({ ...SCOPE, ...change }, one))));
});

test.each<[string, Partial<RouterConfig>]>([
  ['strategy', { routes: { chat: { strategy: 'round-robin', splitBy: 'request', candidates: [{ model: 'gpt' }] } } }],
  ['candidate', { models: { ...CONFIG.models, llama: openai('elsewhere') } }],
  ['residency', { residency: { research: ['eu-west-1'] } }],
])('an alias has other keys once its %s changes', (_, change) => {
  const alias = { ...SCOPE, asked: { ...SCOPE.asked, model: 'chat' } };
  const one = { model: 'chat', messages: [{ role: 'user', content: 'hi' }] };
  expectApart(keys(alias, one), keys({ ...alias, config: { ...CONFIG, ...change } }, one));
  expect(keys(alias, one)).toEqual(keys({ ...alias, config: { ...CONFIG, prices: {} } }, one));
});

test('texts that JSON.parse takes for the same are told apart: upstreams may not take them for the same', () => {
  const pairs = [
    ['{"seed":9007199254740993}', '{"seed":9007199254740992}'],
    ['{"messages":["evil"],"messages":[]}', '{"messages":[]}'],
    ['{"tools":[{"a":1,"a":2}]}', '{"tools":[{"a":2}]}'],
  ] as const;
  for (const [one, other] of pairs) {
    for (const shared of [true, false]) {
      expect(exactKeyText(SCOPE, textual(one), shared)).not.toBe(exactKeyText(SCOPE, textual(other), shared));
    }
  }
});

test('who shares across users leaves out the person, however it is written, and nothing else', () => {
  const key = (text: string) => exactKeyText(SCOPE, textual(text), true);
  const plain = key('{"model":"gpt","n":1}');
  expect(key('{"model":"gpt", "user":"ann", "n":1}')).toBe(plain);
  expect(key('{"user":"a","model":"gpt","n":1,"safety_identifier":"b","\\u0075ser":{"x":1}}')).toBe(plain);
  expect(key('{"model":"gpt","n":1,"users":"ann"}')).not.toBe(plain);
  expect(key('{"model":"gpt","n":{"user":"ann"}}')).not.toBe(key('{"model":"gpt","n":{"user":"bob"}}'));
  expect(exactKeyText(SCOPE, body({ user: 'ann' }), false)).not.toBe(exactKeyText(SCOPE, body({ user: 'bob' }), false));
});

test('what a request asks for beside its text keeps it apart', () => {
  const { text, value } = body({ model: 'gpt', messages: [{ role: 'user', content: 'hi' }] });
  const keysOf = (marked: JsonBody) => [
    exactKeyText(SCOPE, marked, false),
    exactKeyText(SCOPE, marked, true),
    questionOf(SCOPE, marked, false)?.partitionText,
  ];
  const thinking = { text, value: withThinking(value, { type: 'adaptive' }) };
  expectApart(keysOf({ text, value }), keysOf(thinking));
  expectApart(keysOf(thinking), keysOf({ text, value: withThinking(value, { type: 'disabled' }) }));
  expect(keysOf({ text, value: withThinking(value, undefined) })).toEqual(keysOf({ text, value }));
});

test('a model that nobody serves has no key', () => {
  const nobody = { ...SCOPE, asked: { ...SCOPE.asked, model: 'nobody' } };
  expect(() => exactKeyText(nobody, body({}), false)).toThrow(OpenAiError);
});
