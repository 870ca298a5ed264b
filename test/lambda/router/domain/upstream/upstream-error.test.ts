import { errorOfAnswer, errorOfFailure } from '../../../../../lambda/router/domain/upstream/upstream-error.ts';
import { expectOpenAiError } from '../../support/errors.ts';

const refuse = (status: number, body: unknown = '', headers = {}) =>
  errorOfAnswer('gpt', {
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    credential: 'sk-upstream',
  });

test("an error in OpenAI's shape goes on as it is", () => {
  const error = { message: 'too long', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' };
  const answer = refuse(400, { error });
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ error });
});

test.each([
  [{ error: 'no such model' }, 'no such model'],
  [{ object: 'error', message: 'no such model' }, 'no such model'],
  [{ detail: 'no such model' }, 'no such model'],
  [
    { detail: [{ loc: ['body', 'messages', 0], msg: 'no such role' }, { msg: 'field required' }] },
    'messages.0: no such role; field required',
  ],
  [
    { object: 'error', message: { detail: [{ loc: ['body', 'top_k'], msg: 'Extra inputs are not permitted' }] } },
    'top_k: Extra inputs are not permitted',
  ],
  [{ detail: [7] }, "The upstream of 'gpt' answered with status 422 and no explanation."],
  [{ error: { message: 7 } }, "The upstream of 'gpt' answered with status 422 and no explanation."],
  ['<html>nginx/1.2 at 10.0.0.7</html>', "The upstream of 'gpt' answered with status 422 and no explanation."],
  ['', "The upstream of 'gpt' answered with status 422 and no explanation."],
])('%j is wrapped', (body, message) => {
  const error = refuse(422, body);
  expectOpenAiError(error.body);
  expect(error.body.error.message).toBe(message);
});

test.each([401, 403])("a %i is the platform's fault, not the caller's, and gives nothing away", (status) => {
  const error = refuse(status, { error: { message: 'Incorrect API key provided: sk-upst**eam' } });
  expect(error.status).toBe(502);
  expect(error.body.error.code).toBe('upstream_credential_refused');
  expect(error.headers).toEqual({ 'x-should-retry': 'false' });
  expect(JSON.stringify(error.body)).not.toContain('sk-');
});

test.each([402, 404])('a %i is for the operators, who chose account and model, and says nothing of either', (status) => {
  const error = refuse(status, { error: { message: 'The model `acme-secret-1` does not exist', code: 'model_not_found' } });
  expect(error.status).toBe(502);
  expectOpenAiError(error.body);
  expect(error.body.error).toMatchObject({ code: 'upstream_misconfigured', param: null });
  expect(error.message).toContain(`'gpt'`);
  expect(JSON.stringify(error.body)).not.toContain('acme-secret-1');
});

test('a credential that the upstream repeats is struck out', () => {
  expect(refuse(400, { error: { message: 'bad key sk-upstream!' } }).message).toBe('bad key [credential]!');
  const everywhere = { message: 'a sk-upstream', type: 'b sk-upstream', param: 'c sk-upstream', code: 'd sk-upstream' };
  expect(refuse(400, { error: everywhere }).body.error).toEqual({
    ...{ message: 'a [credential]', type: 'b [credential]', param: 'c [credential]', code: 'd [credential]' },
  });
});

test('what says when to come back goes on, other headers do not', () => {
  const retry = { 'retry-after': '7', 'retry-after-ms': '6500', 'x-should-retry': 'true' };
  const headers = { ...retry, 'openai-organization': 'acme', 'set-cookie': ['a=b'] };
  expect(refuse(429, '', headers)).toMatchObject({ status: 429, headers: retry });
  expect(refuse(429, '', headers).headers).toEqual(retry);
});

test.each([302, 304, 600, 999])('a status of %i is no answer of an OpenAI API', (status) => {
  expect(refuse(status)).toMatchObject({ status: 502, body: { error: { code: 'upstream_invalid_response' } } });
});

test('a long explanation is cut', () => {
  expect(refuse(400, { error: { message: 'x'.repeat(10_000) } }).message).toHaveLength(2_000);
});

test.each([
  ['unreachable', 502],
  ['broken', 502],
  ['slow', 504],
  ['stalled', 504],
  ['cancelled', 499],
] as const)('%s becomes %i', (kind, status) => {
  const error = errorOfFailure('gpt', kind);
  expect(error.status).toBe(status);
  expectOpenAiError(error.body);
});

test('an error that came as an event is told all the same', () => {
  expect(refuse(400, 'data: {"error":"no such tensor"}\n\n').message).toBe('no such tensor');
});

test('where in the code it happened stays out', () => {
  expect(refuse(400, { error: 'ValueError: x\n\nAt:\n  /models/m/1/model.py(17): execute\n' }).message).toBe('ValueError: x');
});
