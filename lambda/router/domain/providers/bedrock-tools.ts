import type { JsonObject } from '../http/json-body.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { cachePoint, isClaude } from './bedrock-cache.ts';
import { cacheControlOf } from './conversation-marks.ts';
import type { Conversation } from './conversation-parts.ts';
import { objectsIn } from './json.ts';
import { unsupported } from './support.ts';
import { type Tool, type ToolChoice, toolChoiceOf, toolsOf, toolsUsedIn } from './tools.ts';

/** @throws OpenAiError 400 when the tools are no functions, or must not be used although they have been */
export function toolMembers(chat: ChatRequest, conversation: Conversation, modelId: string, provider: string): JsonObject {
  const offered = toolsOf(chat, provider);
  const choice = toolChoiceOf(chat, offered, provider);
  const used = toolsUsedIn(conversation);
  if (offered.length === 0) return used.length === 0 ? {} : configOf(used.map(specOf), 'auto');
  if (choice === 'none') {
    // Bedrock has no such choice, and wants the tools there once they have been used.
    if (used.length > 0) throw unsupported('tool_choice', provider);
    return {};
  }
  const written = objectsIn(chat.body, 'tools');
  const marked = (index: number) => cachePoint(cacheControlOf(written[index] ?? {}), modelId);
  // Of the models that keep prompts only Claude keeps tools.
  const pointAt = (index: number) => (isClaude(modelId) ? marked(index) : []);
  return configOf(
    offered.flatMap((tool, index) => [specOf(tool), ...pointAt(index)]),
    choice,
  );
}

const configOf = (tools: readonly JsonObject[], choice: Exclude<ToolChoice, 'none'>): JsonObject => ({
  toolConfig: { tools, toolChoice: choiceOf(choice) },
});

const specOf = ({ name, description, schema }: Tool): JsonObject => ({
  toolSpec: { name, ...(description !== undefined && { description }), inputSchema: { json: schema } },
});

function choiceOf(choice: Exclude<ToolChoice, 'none'>): JsonObject {
  if (choice === 'auto') return { auto: {} };
  return choice === 'required' ? { any: {} } : { tool: { name: choice.name } };
}
