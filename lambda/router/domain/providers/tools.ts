import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isObject } from '../openai/fields.ts';
import type { Conversation } from './conversation-parts.ts';
import { objectIn, objectsIn, textIn } from './json.ts';
import { unsupported } from './support.ts';

export interface Tool {
  readonly name: string;
  /** Undefined for none: providers refuse an empty one. */
  readonly description: string | undefined;
  /** JSON Schema of an object. */
  readonly schema: JsonObject;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** @throws OpenAiError 400 that names a tool which is no function */
export function toolsOf({ body }: ChatRequest, provider: string): readonly Tool[] {
  return objectsIn(body, 'tools').map((tool, index) => {
    if (tool.type !== 'function') throw unsupported(`tools[${index}].type`, provider);
    const { description, ...definition } = objectIn(tool, 'function');
    const { parameters } = definition;
    return {
      name: textIn(definition, 'name'),
      description: typeof description === 'string' && description !== '' ? description : undefined,
      schema: isObject(parameters) ? { type: 'object', ...parameters } : { type: 'object', properties: {} },
    };
  });
}

/** Those that have been called: Anthropic and Bedrock want them declared, also when the request offers none any more. */
export function toolsUsedIn({ turns }: Conversation): readonly Tool[] {
  const names = new Set(turns.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'call' ? [part.name] : []))));
  const description = 'No longer available: do not call it.';
  return [...names].map((name) => ({ name, description, schema: { type: 'object', properties: {} } }));
}

/** @throws OpenAiError 400 when the choice is of a kind that only OpenAI has, or of a tool when there is none */
export function toolChoiceOf({ body }: ChatRequest, tools: readonly Tool[], provider: string): ToolChoice {
  const choice = body.tool_choice ?? 'auto';
  if (choice === 'auto' || choice === 'none') return choice;
  if (tools.length === 0) throw invalidRequest("'tool_choice' needs 'tools' to choose from.", 'tool_choice');
  if (choice === 'required') return choice;
  const name = isObject(choice) && choice.type === 'function' ? textIn(objectIn(choice, 'function'), 'name') : '';
  if (name === '') throw unsupported('tool_choice', provider);
  return { name };
}
