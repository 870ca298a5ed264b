import { problemOf } from '../../../tools/fuzz/verdict.ts';

const EVENT = { body: '{"model":"echo"}' };
const FAILING = { body: '{"model":"failing"}' };
const ERROR = '{"error":{"message":"m","type":"t"}}';
const answer = (status: number | undefined, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'x-request-id': 'r', 'content-type': 'application/json', ...headers },
  body,
  left: false,
});
const SSE = { 'content-type': 'text/event-stream; charset=utf-8' };

test.each([
  ['an answer', EVENT, answer(200, '{}')],
  ['an error of the client', EVENT, answer(400, ERROR)],
  ['a 5xx of an upstream that is told to fail', FAILING, answer(502, ERROR)],
  [
    'an alias that breaks off',
    { body: '{"model":"smart"}' },
    answer(502, '{"error":{"message":"m","type":"t","code":"upstream_interrupted"}}'),
  ],
  ['a stream with [DONE]', EVENT, answer(200, 'data: {}\n\ndata: [DONE]\n\n', SSE)],
  ['a stream that ends with an error', EVENT, answer(200, `data: {}\n\ndata: ${ERROR}\n\n`, SSE)],
  ['a client that left', EVENT, { ...answer(undefined, ''), left: true }],
])('%s is in order', (_, event, given) => {
  expect(problemOf(event, given)).toBeUndefined();
});

test.each([
  ['no answer', EVENT, answer(undefined, ''), 'there is no answer'],
  ['a 5xx of our own', EVENT, answer(503, ERROR), 'a 503 of our own making'],
  [
    'a failure of our own behind a failing upstream',
    FAILING,
    answer(500, '{"error":{"code":"internal_error"}}'),
    'a 500 of our own',
  ],
  ['an alias that asks nobody else', { body: '{"model":"smart"}' }, answer(503, ERROR), 'a 503 of our own'],
  ['no request id', EVENT, answer(200, '{}', { 'x-request-id': '' }), 'there is no x-request-id'],
  ['a header with a line end', EVENT, answer(200, '{}', { 'x-a': 'a\nb' }), 'header x-a cannot be sent'],
  ['half of a JSON text', EVENT, answer(200, '{"a":'), 'the body is no JSON object'],
  ['an error in another shape', EVENT, answer(400, '{"message":"m"}'), 'the error has no shape'],
  ['a stream without an end', EVENT, answer(200, 'data: {}\n\n', SSE), 'the stream ends with neither'],
  ['a stream that ends within an event', EVENT, answer(200, 'data: [DONE]\n', SSE), 'the stream ends within an event'],
])('%s is a finding', (_, event, given, problem) => {
  expect(problemOf(event, given)).toContain(problem);
});
