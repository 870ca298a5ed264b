import { CHAT_MARKS, CHAT_NOTES, CHAT_READS } from './headers.ts';
import type { Tag } from './operation.ts';
import { COUNT, either, FLAG, listOf, MODEL, OBJECT, POSITIVE, range, ref, TEXT } from './schema.ts';

export const CHAT: Tag = {
  name: 'Chat',
  description: "OpenAI's chat completions.",
  operations: {
    'POST /v1/chat/completions': {
      operationId: 'createChatCompletion',
      summary: 'Answer a conversation',
      request: 'ChatRequest',
      answer: 'ChatCompletion',
      reads: CHAT_READS,
      notes: CHAT_NOTES,
      marks: CHAT_MARKS,
      events:
        '`data:` lines with chunks of a chat completion, then `data: [DONE]`. One that breaks ends with an `error` and no `[DONE]`.',
    },
  },
  schemas: {
    ChatRequest: {
      type: 'object',
      description:
        'Members that are not listed pass through to models that take them, and are refused by name for those that do not.',
      required: ['model', 'messages'],
      properties: {
        model: MODEL,
        messages: {
          type: 'array',
          items: ref('ChatMessage'),
          description: 'Empty only with a prompt template that asks by itself.',
        },
        prompt_variables: {
          type: 'object',
          description: 'What the prompt template has blanks for: text, numbers, true or false.',
        },
        stream: FLAG,
        stream_options: { type: 'object', properties: { include_usage: FLAG, include_obfuscation: FLAG } },
        n: { type: 'integer', minimum: 1, maximum: 128 },
        max_tokens: POSITIVE,
        max_completion_tokens: POSITIVE,
        temperature: range(0, 2),
        top_p: range(0, 1),
        frequency_penalty: range(-2, 2),
        presence_penalty: range(-2, 2),
        seed: { type: 'integer' },
        stop: either(TEXT, listOf(TEXT)),
        logprobs: FLAG,
        top_logprobs: COUNT,
        logit_bias: OBJECT,
        tools: listOf(OBJECT),
        tool_choice: either(TEXT, OBJECT),
        parallel_tool_calls: FLAG,
        response_format: { type: 'object', required: ['type'], properties: { type: TEXT } },
        modalities: listOf(TEXT),
        audio: OBJECT,
        user: TEXT,
        safety_identifier: TEXT,
        metadata: OBJECT,
        store: FLAG,
        service_tier: TEXT,
        reasoning_effort: TEXT,
      },
    },
    ChatMessage: {
      type: 'object',
      required: ['role'],
      properties: {
        role: { type: 'string', enum: ['developer', 'system', 'user', 'assistant', 'tool', 'function'] },
        content: either(TEXT, { type: 'array', minItems: 1, items: ref('ChatContentPart') }, { type: 'null' }),
        name: TEXT,
        tool_call_id: TEXT,
        tool_calls: listOf(OBJECT),
        refusal: TEXT,
      },
    },
    ChatContentPart: { type: 'object', required: ['type'], properties: { type: TEXT, text: TEXT } },
    ChatCompletion: {
      type: 'object',
      required: ['id', 'object', 'created', 'model', 'choices'],
      properties: {
        id: TEXT,
        object: TEXT,
        created: COUNT,
        model: TEXT,
        choices: listOf(OBJECT),
        usage: {
          type: 'object',
          properties: { prompt_tokens: COUNT, completion_tokens: COUNT, total_tokens: COUNT },
        },
      },
    },
  },
};
