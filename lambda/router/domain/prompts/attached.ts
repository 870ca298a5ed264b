import type { PromptAttachment } from '../../contract/prompts.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { JsonBody } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatMessage } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isString, shown } from '../openai/fields.ts';
import { templateNamed, withTemplate } from './template.ts';

export const TEMPLATE_HEADER = 'x-prompt-template';

/** What happens to the chats of a model or alias. @param model as the request names it */
export function attachedTo({ prompts }: RouterConfig, model: unknown): PromptAttachment | undefined {
  if (prompts?.attach === undefined || !isString(model)) return undefined;
  return Object.hasOwn(prompts.attach, model) ? prompts.attach[model] : undefined;
}

/**
 * A chat with its template's messages in it. An attached template is the operator's word: clients choose one only where there is none.
 *
 * @param named by the client
 * @throws OpenAiError 400 when it may not choose, or what it says of the template is wrong
 */
export function templated(
  { prompts = {} }: RouterConfig,
  attached: PromptAttachment | undefined,
  named: string | undefined,
  body: JsonBody,
): JsonBody {
  const fixed = attached?.template;
  if (named !== undefined && fixed !== undefined && named !== fixed) {
    const message = `The model '${body.value.model}' always uses the prompt template '${fixed}', not ${shown(named)}; leave '${TEMPLATE_HEADER}' out.`;
    throw invalidRequest(message, TEMPLATE_HEADER, 'template_fixed');
  }
  const wanted = fixed ?? named;
  if (wanted === undefined) return body;
  const value = withTemplate(body.value, templateNamed(prompts, wanted));
  return { value, text: JSON.stringify(value) };
}

/** The same chat with other messages. */
export function replaced(asked: ChatRequest, messages: readonly ChatMessage[]): { request: ChatRequest; body: JsonBody } {
  const value = { ...asked.body, messages };
  return { request: { ...asked, messages, body: value }, body: { value, text: JSON.stringify(value) } };
}
