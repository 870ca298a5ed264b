import type { BedrockTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest, OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isString, mustBe } from '../openai/fields.ts';
import { messagesOf, systemOf } from './bedrock-blocks.ts';
import { isClaude } from './bedrock-cache.ts';
import { toolMembers } from './bedrock-tools.ts';
import { effortMember, topKMember } from './claude-options.ts';
import { conversationOf } from './conversation.ts';
import { thinkingOf } from './conversation-marks.ts';
import type { ProviderCall, Question } from './provider.ts';
import { answerSchemaOf, maxTokensOf, numberOf, refuseUnsupported, stopsOf, unsupported } from './support.ts';

const NAME = 'Bedrock';

/** Parameters beside those of every provider. */
const ALSO = ['tools', 'tool_choice', 'response_format', 'service_tier'];
const OF_CLAUDE = ['reasoning_effort', 'top_k', 'thinking'];

/** Kinds of thinking that leave it to the model. */
const LEFT_TO_THE_MODEL: readonly unknown[] = ['disabled', 'adaptive'];

/** @throws OpenAiError 400 that names what Bedrock cannot be asked for; 503 when there is no region to ask in */
export function bedrockCall({ modelId, ...target }: BedrockTarget, { chat, model, home }: Question): ProviderCall {
  const { region = home } = target;
  refuseUnsupported(chat, NAME, [...ALSO, ...(isClaude(modelId) ? OF_CLAUDE : [])]);
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
      messages: messagesOf(turns, modelId, NAME),
      ...(system.length > 0 && { system: systemOf(system, modelId) }),
      inferenceConfig: inferenceOf(chat),
      ...toolMembers(chat, conversation, modelId, NAME),
      ...optionMembers(chat, modelId),
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

function optionMembers(chat: ChatRequest, modelId: string): JsonObject {
  const schema = answerSchemaOf(chat, NAME);
  const ofModel = { ...topKMember(chat), ...thinkingMember(chat, modelId) };
  const output = { ...effortMember(chat, NAME), ...(schema && { textFormat: textFormatOf(schema) }) };
  return {
    ...(Object.keys(output).length > 0 && { outputConfig: output }),
    ...(Object.keys(ofModel).length > 0 && { additionalModelRequestFields: ofModel }),
    ...tierMember(chat),
  };
}

function thinkingMember({ body }: ChatRequest, modelId: string): JsonObject {
  const thinking = thinkingOf(body);
  if (thinking === undefined) return {};
  if (isClaude(modelId)) return { thinking };
  if (LEFT_TO_THE_MODEL.includes(thinking.type)) return {};
  const expected = "'disabled' or 'adaptive' for a model that is not Claude";
  throw invalidRequest(`'thinking.type' ${mustBe(expected, thinking.type)}.`, 'thinking.type');
}

/** Bedrock wants the schema as a text. */
const textFormatOf = ({ name, description, schema }: JsonObject): JsonObject => ({
  type: 'json_schema',
  structure: {
    jsonSchema: {
      ...(isString(name) && { name }),
      ...(isString(description) && { description }),
      schema: JSON.stringify(schema),
    },
  },
});

function tierMember({ body: { service_tier: tier } }: ChatRequest): JsonObject {
  if ((tier ?? null) === null || tier === 'auto' || tier === 'default') return {};
  if (tier !== 'flex' && tier !== 'priority') throw unsupported('service_tier', NAME);
  return { serviceTier: { type: tier } };
}
