import { finishReason } from '../../../../../lambda/router/domain/providers/finish-reason.ts';

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['guardrail_intervened', 'content_filter'],
  ['something new', 'stop'],
  ['constructor', 'stop'],
])('%s is %s', (said, expected) => {
  expect(finishReason(said)).toBe(expected);
});
