import type { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { refuseUnsupported } from '../../../../../lambda/router/domain/providers/support.ts';

const refusal = (wishes: object): OpenAiError | undefined => {
  try {
    refuseUnsupported(parseChatRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...wishes }), 'Triton', [
      'seed',
    ]);
    return undefined;
  } catch (error) {
    return error as OpenAiError;
  }
};

test.each([
  [{ foo: 1 }, "'foo' cannot be asked of Triton; leave it out."],
  [{ foo: 1, n: 1, seed: 7, bar: null, n2: 2 }, "'foo', 'n2' cannot be asked of Triton; leave them out."],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, "'a', 'b', 'c', 'd', 'e' cannot be asked of Triton; leave them out."],
])('of %j everything that the provider does not have is named, five at most', (wishes, message) => {
  expect(refusal(wishes)).toMatchObject({
    status: 400,
    message,
    body: { error: { param: Object.keys(wishes)[0], code: 'unsupported_parameter' } },
  });
});

test('what the provider has, and what asks for nothing, is accepted', () => {
  expect(refusal({ seed: 7, n: 1, tools: [], logprobs: false, user: 'u' })).toBeUndefined();
});
