import { finishReason } from '../../../../../lambda/router/domain/providers/finish-reason.ts';
import { stopPieces } from '../../../../../lambda/router/domain/providers/stop-pieces.ts';

// Every value of Anthropic's `stop_reason` and of Bedrock's `stopReason`, as their SDKs have them.
test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['pause_turn', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['content_filtered', 'content_filter'],
  ['guardrail_intervened', 'content_filter'],
  ['malformed_tool_use', 'broken'],
  ['malformed_model_output', 'broken'],
  ['something new', 'stop'],
  ['constructor', 'stop'],
])('%s is %s', (said, expected) => {
  expect(finishReason(said)).toBe(expected);
});

test('an answer that the model could not write to its end has no reason to stop, but an error', () => {
  expect(stopPieces('end_turn')).toEqual([{ kind: 'finish', reason: 'stop' }]);
  expect(stopPieces('malformed_tool_use')).toEqual([
    { kind: 'error', status: 502, message: expect.stringContaining('malformed_tool_use') },
  ]);
  expect(stopPieces('')).toEqual([]);
});
