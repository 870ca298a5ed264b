import fc from 'fast-check';
import {
  hasEndMark,
  hasFinishReason,
  reportedModel,
  reportedUsage,
} from '../../../../../lambda/router/domain/upstream/reported.ts';

test.each([
  ['{"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}', 3, 4],
  ['…cut off"}],"usage": { "prompt_tokens": 3, "completion_tokens": 4 }}\n\ndata: [DONE]', 3, 4],
  ['{"usage":{"prompt_tokens":5,"total_tokens":5}}', 5, 0],
  ['{"usage":{"prompt_tokens":1,"completion_tokens":1}} {"usage":{"prompt_tokens":8,"completion_tokens":9}}', 8, 9],
  // The parts of a sum come after it.
  [
    '{"usage":{"prompt_tokens":9,"completion_tokens":9},"usage_breakdown":{"models":[{"usage":{"prompt_tokens":3,"completion_tokens":4}}]}}',
    ...[9, 9],
  ],
  // What the model thought is in the total only.
  ['{"usage":{"prompt_tokens":35,"completion_tokens":12,"total_tokens":109}}', 35, 74],
])('usage is found in %j', (text, inputTokens, outputTokens) => {
  expect(reportedUsage(text)).toEqual({ inputTokens, outputTokens });
});

test('the parts of input and output are told apart where the upstream does so', () => {
  const read = { cached_tokens: 2, cache_write_tokens: 1 };
  const usage = { prompt_tokens: 3, completion_tokens: 4, prompt_tokens_details: read };
  expect(reportedUsage(JSON.stringify({ usage: { ...usage, completion_tokens_details: { reasoning_tokens: 2 } } }))).toEqual({
    ...{ inputTokens: 3, outputTokens: 4 },
    ...{ cachedInputTokens: 2, cacheWriteTokens: 1, reasoningTokens: 2 },
  });
  expect(reportedUsage(JSON.stringify({ usage: { ...usage, prompt_tokens_details: null } }))).toEqual({
    ...{ inputTokens: 3, outputTokens: 4 },
  });
});

test.each([
  '{"usage":null}',
  '{"usage":{"prompt_tokens":3',
  '{"usage":{}}',
  '{"usage":{"prompt_tokens":-1,"completion_tokens":4}}',
  '{"usage":{"prompt_tokens":1e99,"completion_tokens":4}}',
  '{"usage":{"prompt_tokens":3,"completion_tokens":100000001}}',
  '',
])('there is none in %j', (text) => {
  expect(reportedUsage(text)).toBeUndefined();
});

test('no message text is taken for usage, an end mark or a model', () => {
  const claim = fc.constantFrom(
    '"usage":{"prompt_tokens":9,"completion_tokens":9}',
    '"model":"x"',
    '"finish_reason":"stop"',
    '\ndata: [DONE]',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(claim, fc.string())), (words) => {
      const text = `data: ${JSON.stringify({ choices: [{ delta: { content: words.join('') }, finish_reason: null }] })}\n\n`;
      expect([reportedUsage(text), reportedModel(text), hasEndMark(text), hasFinishReason(text)]).toEqual([
        undefined,
        undefined,
        false,
        false,
      ]);
    }),
  );
});

test('the model is named by the upstream', () => {
  expect(reportedModel('{"id":"1", "model" : "gpt-x-2026"}')).toBe('gpt-x-2026');
});

test.each(['\ndata: [DONE]\n\n', 'x\n\ndata:[DONE]'])('%j holds the end mark', (tail) => {
  expect(hasEndMark(tail)).toBe(true);
});

test.each([
  ['"finish_reason":"stop"', true],
  ['"finish_reason": "length"', true],
  ['"finish_reason":null', false],
])('%s says why the text stopped: %p', (tail, expected) => {
  expect(hasFinishReason(tail)).toBe(expected);
});
