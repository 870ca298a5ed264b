import { AnswerStream } from '../../../../../lambda/router/domain/dialects/answer-stream.ts';
import { MESSAGES } from '../../../../../lambda/router/domain/dialects/messages/messages.ts';
import type { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { errorOfBreak, errorOfFailure } from '../../../../../lambda/router/domain/upstream/upstream-error.ts';

const statusOf = (value: object) => {
  const stream = new AnswerStream(MESSAGES.voice({ model: 'm' }, { requestId: 'r', startedAt: 0 }), 'm', 'r');
  const text = stream.take(value as never);
  const { error } = JSON.parse(text.slice(text.lastIndexOf('data: ') + 6));
  return [stream.failure?.status, error.type, error.message];
};

test.each<[OpenAiError, number, string]>([
  [errorOfBreak('m', 429, 'Slow down'), 429, 'rate_limit_error'],
  [errorOfBreak('m', 503, 'Overloaded'), 503, 'overloaded_error'],
  [errorOfBreak('m', 504, 'Too long'), 504, 'timeout_error'],
  [errorOfBreak('m', 400, 'Bad'), 400, 'invalid_request_error'],
  [errorOfBreak('m', 500, 'Oops'), 502, 'api_error'],
  [errorOfFailure('m', 'stopped'), 503, 'overloaded_error'],
  [errorOfFailure('m', 'stalled'), 504, 'timeout_error'],
  [errorOfFailure('m', 'broken'), 502, 'api_error'],
])('an error in the middle of a stream has the kind that %j would have had as a status', (error, status, type) => {
  expect(statusOf(error.body)).toEqual([status, type, error.message]);
});

// As servers that speak OpenAI's API send them.
test.each<[object, number]>([
  [{ message: 'x', type: 'rate_limit_error' }, 429],
  [{ message: 'x', type: 'requests', code: 'rate_limit_exceeded' }, 429],
  [{ message: 'x', type: 'overloaded_error' }, 503],
  [{ message: 'x', code: 429 }, 429],
  [{ message: 'x', type: 'BadRequestError', code: 400 }, 400],
  [{ message: 'x', code: 200 }, 502],
  [{ message: 'x', type: 'constructor' }, 502],
  [{}, 502],
])('%j stands for %i', (error, status) => {
  expect(statusOf({ error })[0]).toBe(status);
});
