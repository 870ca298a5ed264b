/** Why a text ends, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/**
 * In the words of Anthropic and Bedrock. What stands in neither column ends like a text that is complete; an answer that is broken has
 * no such reason, since its model wrote something else than an answer.
 */
const REASONS: Readonly<Record<string, FinishReason | 'broken'>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  // The provider's own tools took too long: there would have been more.
  pause_turn: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
  malformed_tool_use: 'broken',
  malformed_model_output: 'broken',
};

export const finishReason = (said: string): FinishReason | 'broken' => (Object.hasOwn(REASONS, said) && REASONS[said]) || 'stop';
