import type { JsonObject } from '../../http/json-body.ts';
import { invalidRequest } from '../../http/openai-error.ts';
import { isString, mustBe } from '../../openai/fields.ts';
import type { Limit } from '../../providers/conversation-marks.ts';

/** Kinds of thinking that leave it to the model, as all models do by themselves. */
const LEFT_TO_THE_MODEL = ['disabled', 'adaptive'];

/** What not every model can be asked for. @param messages of the chat */
export function limitsOf({ type }: JsonObject, messages: readonly JsonObject[]): readonly Limit[] {
  const limits: Limit[] = [];
  if (isString(type) && !LEFT_TO_THE_MODEL.includes(type)) {
    const expected =
      "'disabled' or 'adaptive' for a model that is not Anthropic's: it thinks by effort (send 'output_config.effort')";
    const refusal = invalidRequest(`'thinking.type' ${mustBe(expected, type)}.`, 'thinking.type');
    // Which of Bedrock's models is asked decides there.
    limits.push({ kinds: ['anthropic', 'bedrock'], refusal });
  }
  if (messages.at(-1)?.role === 'assistant') {
    const role = `messages[${messages.length - 1}].role`;
    const message = `'${role}' must be 'user' in the last message: this model begins its answers itself.`;
    limits.push({ kinds: ['anthropic', 'bedrock'], refusal: invalidRequest(message, role) });
  }
  return limits;
}
