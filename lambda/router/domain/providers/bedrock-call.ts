import type { BedrockTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { messagesOf } from './bedrock-blocks.ts';
import { type Conversation, conversationOf } from './conversation.ts';
import type { ProviderCall, Question } from './provider.ts';
import { maxTokensOf, numberOf, refuseUnsupported, stopsOf, unsupported } from './support.ts';
import { type ToolChoice, toolChoiceOf, toolsOf } from './tools.ts';

const NAME = 'Bedrock';

/** @throws OpenAiError 400 that names what Bedrock cannot be asked for; 503 when there is no region to ask in */
export function bedrockCall({ modelId, ...target }: BedrockTarget, { chat, model, home }: Question): ProviderCall {
  const { region = home } = target;
  refuseUnsupported(chat, NAME, ['tools', 'tool_choice']);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new OpenAiError(
      503,
      `'${model}' has no AWS region to be asked in; its operators set AWS_REGION or the model's region.`,
      {
        code: 'configuration_unavailable',
      },
    );
  }
  const conversation = conversationOf(chat.messages, NAME);
  const { system, turns } = conversation;
  return {
    baseUrl: `https://bedrock-runtime.${region}.amazonaws.com`,
    path: `/model/${encodeURIComponent(modelId)}/${chat.stream ? 'converse-stream' : 'converse'}`,
    headers: {},
    sign: { service: 'bedrock', region },
    providerModel: modelId,
    body: {
      messages: messagesOf(turns, NAME),
      ...(system.length > 0 && { system: system.map(({ text }) => ({ text })) }),
      inferenceConfig: inferenceOf(chat),
      ...toolMembers(chat, conversation),
    },
  };
}

function inferenceOf(chat: ChatRequest): JsonObject {
  const maxTokens = maxTokensOf(chat);
  const temperature = numberOf(chat, 'temperature');
  const topP = numberOf(chat, 'top_p');
  const stops = stopsOf(chat);
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stops && { stopSequences: stops }),
  };
}

function toolMembers(chat: ChatRequest, { turns }: Conversation): JsonObject {
  const tools = toolsOf(chat, NAME);
  const choice = toolChoiceOf(chat, tools, NAME);
  if (tools.length === 0) return {};
  if (choice === 'none') {
    // Bedrock has no such choice, and wants the tools there once they have been used.
    if (turns.some(({ parts }) => parts.some(({ kind }) => kind === 'call' || kind === 'result'))) {
      throw unsupported('tool_choice', NAME);
    }
    return {};
  }
  return {
    toolConfig: {
      tools: tools.map(({ name, description, schema }) => ({
        toolSpec: { name, ...(description !== undefined && { description }), inputSchema: { json: schema } },
      })),
      toolChoice: choiceOf(choice),
    },
  };
}

function choiceOf(choice: Exclude<ToolChoice, 'none'>): JsonObject {
  if (choice === 'auto') return { auto: {} };
  return choice === 'required' ? { any: {} } : { tool: { name: choice.name } };
}
