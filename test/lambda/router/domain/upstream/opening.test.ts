import fc from 'fast-check';
import { Opening, saysSomething } from '../../../../../lambda/router/domain/upstream/opening.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';

const ROLE = chunkEvent({ role: 'assistant', content: '' });
const SILENT: readonly string[] = [
  ROLE,
  chunkEvent({ role: 'assistant', content: null, tool_calls: [], refusal: null }),
  ': keep-alive\n\n',
  'data: {"choices":[],"prompt_filter_results":[]}\n\n',
];
const SPEAKING: readonly string[] = [
  chunkEvent({ content: 'Hel' }),
  chunkEvent({ reasoning_content: 'hm' }),
  chunkEvent({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] }),
  chunkEvent({}, 'stop'),
  'data: [DONE]\n\n',
  'data: {"something":"else"}\n\n',
  'data: no JSON\n\n',
];
const text = (opening: Opening, events: string): string | undefined => opening.take(Buffer.from(events))?.toString();

test.each(SPEAKING)('%j is sent at once, with what came before', (event) => {
  const opening = new Opening(true);
  expect(SILENT.map((silent) => text(opening, silent))).toEqual(SILENT.map(() => undefined));
  expect(opening.begun).toBe(false);
  expect([text(opening, event), opening.begun]).toEqual([SILENT.join('') + event, true]);
});

test('with nobody on standby nothing is held back, but the first token is still waited for', () => {
  const opening = new Opening(false);
  expect([text(opening, ROLE), opening.begun]).toEqual([ROLE, false]);
  expect([text(opening, SPEAKING[0] ?? ''), opening.begun]).toEqual([SPEAKING[0], true]);
});

test('what says nothing for more than 16 KB has begun', () => {
  const opening = new Opening(true);
  const padding = `: ${'x'.repeat(10_000)}\n\n`;
  expect(text(opening, padding)).toBeUndefined();
  expect([text(opening, padding), opening.begun]).toEqual([padding + padding, true]);
});

test.each([
  ['{"error":{"message":"too long","code":400}}', 400],
  ['{"error":{"message":"no","code":"overloaded"}}', 502],
  ['{"error":"no"}', 502],
  ['{"error":{"code":200}}', 502],
])('%s is an error with the status %i', (body, status) => {
  const opening = new Opening(true);
  opening.take(Buffer.from(`${ROLE}data: ${body}\n\n`));
  expect(opening.error).toEqual({ status, body });
});

test('an error after the first token, or beside choices, is part of the answer', () => {
  const late = new Opening(true);
  late.take(Buffer.from(`${SPEAKING[0]}data: {"error":"late"}\n\n`));
  const beside = new Opening(true);
  beside.take(Buffer.from('data: {"error":"no","choices":[{"delta":{"content":"a"}}]}\n\n'));
  expect([late.error, beside.error]).toEqual([undefined, undefined]);
});

test.each([
  ['data: no JSON\n\n', 'an event of the stream is no JSON object'],
  ['data: [1]\n\n', 'an event of the stream is no JSON object'],
  [`${ROLE}data: {"cho\n\n`, 'an event of the stream is no JSON object'],
  ['data: [DONE]\n\n', 'the stream ended before its first event'],
  [`${ROLE}data: [DONE]\n\n`, undefined],
  ['data: {"something":"else"}\n\n', undefined],
])('the flaw in %j: %s', (events, flaw) => {
  const opening = new Opening(true);
  opening.take(Buffer.from(events));
  expect(opening.flaw).toBe(flaw);
});

test.each([...SILENT.map((event) => [event, false] as const), ...SPEAKING.map((event) => [event, true] as const)])(
  '%j says something: %p',
  (event, expected) => expect(saysSomething(event)).toBe(expected),
);

test('whatever comes, in whatever pieces, goes out once and in order', () => {
  const event = fc.constantFrom(...SILENT, ...SPEAKING);
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
      const opening = new Opening(true);
      const sent = events.map((one) => (opening.begun ? one : text(opening, one)));
      const first = events.findIndex((one) => SPEAKING.includes(one));
      expect(sent.join('')).toBe(first < 0 ? '' : events.join(''));
      expect(sent.findIndex((one) => one !== undefined)).toBe(first);
    }),
  );
});
