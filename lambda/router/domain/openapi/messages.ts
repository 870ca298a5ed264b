import { CHAT_MARKS, CHAT_NOTES, CHAT_READS } from './headers.ts';
import type { Tag } from './operation.ts';
import { COUNT, either, FLAG, listOf, MODEL, OBJECT, oneOf, POSITIVE, range, ref, TEXT } from './schema.ts';

export const MESSAGES: Tag = {
  name: 'Messages',
  description: "Anthropic's Messages API. Its clients must send the key as `authorization: Bearer`, not as `x-api-key`.",
  operations: {
    'POST /v1/messages': {
      operationId: 'createMessage',
      summary: 'Answer a conversation',
      request: 'MessageRequest',
      answer: 'Message',
      reads: CHAT_READS,
      notes: [...CHAT_NOTES, 'request-id'],
      marks: CHAT_MARKS,
      events: 'Named events from `message_start` to `message_stop`, or to `error`.',
      error: 'MessageError',
    },
  },
  schemas: {
    MessageRequest: {
      type: 'object',
      description: 'Any other member is refused by name.',
      required: ['model', 'max_tokens', 'messages'],
      additionalProperties: false,
      properties: {
        model: MODEL,
        max_tokens: POSITIVE,
        messages: { type: 'array', minItems: 1, items: ref('MessageParam') },
        system: either(TEXT, listOf(OBJECT)),
        stop_sequences: listOf(TEXT),
        stream: FLAG,
        temperature: range(0, 1),
        top_p: range(0, 1),
        top_k: COUNT,
        tools: listOf({
          type: 'object',
          required: ['name', 'input_schema'],
          properties: {
            ...{ type: { const: 'custom' }, name: TEXT, description: TEXT, input_schema: OBJECT, strict: FLAG },
            eager_input_streaming: { type: 'boolean', description: 'Goes to Anthropic; others ignore it.' },
          },
        }),
        tool_choice: {
          type: 'object',
          required: ['type'],
          properties: { type: oneOf('auto', 'any', 'tool', 'none'), name: TEXT, disable_parallel_tool_use: FLAG },
        },
        metadata: { type: 'object', properties: { user_id: TEXT } },
        output_config: {
          type: 'object',
          additionalProperties: false,
          properties: { effort: oneOf('low', 'medium', 'high', 'xhigh', 'max'), format: OBJECT },
        },
        thinking: {
          type: 'object',
          description:
            'Goes to Anthropic as it is. Others think as they like, and refuse any type but `disabled` and `adaptive`.',
          required: ['type'],
          properties: { type: TEXT, budget_tokens: COUNT, display: TEXT },
        },
        context_management: { type: 'object', description: 'Without effect.' },
        cache_control: { description: 'Goes to Anthropic; others ignore it.' },
        service_tier: oneOf('auto', 'standard_only'),
      },
    },
    MessageParam: {
      type: 'object',
      required: ['role', 'content'],
      properties: {
        role: oneOf('user', 'assistant', 'system'),
        content: either(TEXT, { type: 'array', minItems: 1, items: OBJECT }),
      },
    },
    Message: {
      type: 'object',
      required: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'],
      properties: {
        id: TEXT,
        type: { const: 'message' },
        role: { const: 'assistant' },
        model: TEXT,
        content: listOf({
          type: 'object',
          required: ['type'],
          properties: { type: oneOf('text', 'thinking', 'redacted_thinking', 'tool_use') },
        }),
        stop_reason: oneOf('end_turn', 'max_tokens', 'tool_use', 'refusal'),
        stop_sequence: { type: 'null' },
        usage: {
          type: 'object',
          properties: {
            input_tokens: COUNT,
            cache_creation_input_tokens: COUNT,
            cache_read_input_tokens: COUNT,
            output_tokens: COUNT,
          },
        },
      },
    },
    MessageError: {
      type: 'object',
      required: ['type', 'error', 'request_id'],
      properties: {
        type: { const: 'error' },
        error: { type: 'object', required: ['type', 'message'], properties: { type: TEXT, message: TEXT } },
        request_id: TEXT,
      },
    },
  },
};
