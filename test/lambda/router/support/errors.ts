import { OpenAiError } from '../../../../lambda/router/domain/http/openai-error.ts';

/** The refusal that the call throws. */
export function refusalOf(call: () => unknown): OpenAiError {
  try {
    call();
  } catch (error) {
    if (error instanceof OpenAiError) return error;
    throw error;
  }
  throw new Error('expected a refusal, but there was none');
}

/** Fails unless the value has OpenAI's error shape. */
export function expectOpenAiError(value: unknown): void {
  expect(Object.keys(value as object)).toEqual(['error']);
  const { error } = value as { readonly error: Readonly<Record<string, unknown>> };
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(error.message).toEqual(expect.stringMatching(/\S/));
  expect(error.type).toEqual(expect.stringMatching(/\S/));
  for (const member of [error.param, error.code]) expect(member === null || typeof member === 'string').toBe(true);
}
