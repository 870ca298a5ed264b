/** Why a text ends, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** In the words of Anthropic and Bedrock. What stands in neither column ends like a text that is complete. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
};

export const finishReason = (said: string): FinishReason => (Object.hasOwn(REASONS, said) && REASONS[said]) || 'stop';
