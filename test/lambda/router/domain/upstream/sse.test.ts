import { createParser } from 'eventsource-parser';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import {
  brokenStreamEvent,
  DONE_EVENT,
  dataEvent,
  eventsIn,
  isEventStream,
} from '../../../../../lambda/router/domain/upstream/sse.ts';
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
  const [event] = eventsOf(brokenStreamEvent(new OpenAiError(502, 'it broke')));
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

test.each([
  [
    'data: a\n\ndata:b\n\n',
    [
      { name: '', data: 'a' },
      { name: '', data: 'b' },
    ],
  ],
  ['event: x\ndata: a\n\n', [{ name: 'x', data: 'a' }]],
  ['event: x\r\ndata: a\r\ndata: b\r\n\r\n', [{ name: 'x', data: 'a\nb' }]],
  [': a comment\n\nevent: x\n\nid: 1\ndata: a\n\n', [{ name: '', data: 'a' }]],
  ['', []],
])('%j holds the events %j', (text, events) => {
  expect(eventsIn(text)).toEqual(events);
});
