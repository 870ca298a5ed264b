import fc from 'fast-check';
import { askingForUsage, withoutUsage } from '../../../../../lambda/router/domain/upstream/asked-usage.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';

const asking = (text: string) => askingForUsage({ text, value: JSON.parse(text) });

test.each([
  ['{"seed": 9007199254740993} ', '{"seed": 9007199254740993,"stream_options":{"include_usage":true}}'],
  ['{"a":"}","stream_options":null , "b": 1.0}', '{"a":"}","stream_options":{"include_usage":true} , "b": 1.0}'],
  [
    '{"stream_options": {"include_obfuscation": false}, "x": "é"}',
    '{"stream_options": {"include_obfuscation":false,"include_usage":true}, "x": "é"}',
  ],
  ['{"stream_options":{"include_usage":false}}', '{"stream_options":{"include_usage":true}}'],
])('%s becomes %s', (text, expected) => {
  expect(asking(text)).toBe(expected);
});

test('who asks already is left alone', () => {
  expect(asking('{"stream_options":{"include_usage":true}}')).toBeUndefined();
});

test('whatever a body holds, only the option changes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (others) => {
      const value = { ...others, model: 'gpt' };
      const options = { stream_options: { include_usage: true } };
      expect(JSON.parse(asking(JSON.stringify(value)) ?? '')).toEqual(JSON.parse(JSON.stringify({ ...value, ...options })));
    }),
  );
});

const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}';
const SAYS = chunkEvent({ content: 'Grüße "usage" "prompt_tokens" 😀' });
const shown = (events: string) => withoutUsage(Buffer.from(events))?.toString();

test.each([
  [`${USAGE}\n\n`, undefined],
  [`${SAYS}${USAGE}\n\ndata: [DONE]\n\n`, `${SAYS}data: [DONE]\n\n`],
  [`${USAGE}\r\n\r\n: end\r\n\r\n`, ': end\r\n\r\n'],
  [`${SAYS}: ping\n\nevent: x\n${USAGE}\n\n`, `${SAYS}: ping\n\n`],
])('of %j the client sees %j', (events, expected) => {
  expect(shown(events)).toBe(expected);
});

test.each([
  SAYS,
  'data: {"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n',
  'data: {"choices":[],"prompt_filter_results":[]}\n\n',
  'data: {"usage":{"prompt_tokens":3}}\n\n',
  'data: {broken "prompt_tokens"\n\n',
])('%j stays', (events) => {
  expect(shown(events)).toBe(events);
});

test('events that hold no usage are not copied', () => {
  const events = Buffer.from(SAYS.replaceAll('prompt_tokens', ''));
  expect(withoutUsage(events)).toBe(events);
});
