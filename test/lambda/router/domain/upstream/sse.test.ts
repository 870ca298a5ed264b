import { createParser } from 'eventsource-parser';
import { brokenStreamEvent, DONE_EVENT, dataEvent, isEventStream } from '../../../../../lambda/router/domain/upstream/sse.ts';
import { expectOpenAiError } from '../../support/errors.ts';

function eventsOf(text: string): string[] {
  const events: string[] = [];
  createParser({ onEvent: ({ data }) => events.push(data) }).feed(text);
  return events;
}

test('events are read by a parser that is not ours', () => {
  const value = { text: 'a\nb\r\n\n: data: c' };
  const [first, last] = eventsOf(dataEvent(value) + DONE_EVENT);
  expect(JSON.parse(first ?? '')).toEqual(value);
  expect(last).toBe('[DONE]');
});

test("a broken stream ends with an error in OpenAI's shape", () => {
  const [event] = eventsOf(brokenStreamEvent('it broke'));
  expectOpenAiError(JSON.parse(event ?? ''));
});

test.each([
  ['text/event-stream', true],
  ['text/event-stream; charset=utf-8', true],
  ['Text/Event-Stream', true],
  ['text/event-streams', false],
  ['application/json', false],
  [undefined, false],
])('content-type %p is an event stream: %p', (type, expected) => {
  expect(isEventStream(type)).toBe(expected);
});
