import { CHAT_MARKS, CHAT_NOTES, CHAT_READS } from './headers.ts';
import type { Tag } from './operation.ts';
import { COUNT, either, FLAG, listOf, MODEL, OBJECT, oneOf, POSITIVE, range, TEXT } from './schema.ts';

export const RESPONSES: Tag = {
  name: 'Responses',
  description: "OpenAI's Responses API, without anything that would be kept between requests.",
  operations: {
    'POST /v1/responses': {
      operationId: 'createResponse',
      summary: 'Answer an input',
      request: 'ResponseRequest',
      answer: 'Response',
      reads: CHAT_READS,
      notes: CHAT_NOTES,
      marks: CHAT_MARKS,
      events:
        'Named events with a `sequence_number`, from `response.created` to `response.completed`, `response.incomplete` or `response.failed`.',
    },
  },
  schemas: {
    ResponseRequest: {
      type: 'object',
      description: 'Any other member is refused by name.',
      required: ['model', 'input'],
      additionalProperties: false,
      properties: {
        model: MODEL,
        input: either(
          { type: 'string', minLength: 1 },
          { type: 'array', minItems: 1, items: OBJECT, description: 'message, function_call, function_call_output, reasoning' },
        ),
        instructions: TEXT,
        max_output_tokens: POSITIVE,
        max_tool_calls: POSITIVE,
        temperature: range(0, 2),
        top_p: range(0, 1),
        tools: listOf({
          type: 'object',
          required: ['type', 'name'],
          properties: { type: { const: 'function' }, name: TEXT, description: TEXT, parameters: OBJECT, strict: FLAG },
        }),
        tool_choice: either(oneOf('none', 'auto', 'required'), {
          type: 'object',
          required: ['type', 'name'],
          properties: { type: { const: 'function' }, name: TEXT },
        }),
        parallel_tool_calls: FLAG,
        text: { type: 'object', additionalProperties: false, properties: { format: OBJECT, verbosity: TEXT } },
        reasoning: {
          type: 'object',
          additionalProperties: false,
          properties: { effort: TEXT, summary: TEXT, generate_summary: TEXT, context: TEXT },
        },
        stream: FLAG,
        stream_options: OBJECT,
        store: { type: 'boolean', description: 'Has no effect: nothing is stored.' },
        background: { const: false },
        top_logprobs: { const: 0 },
        truncation: oneOf('auto', 'disabled'),
        include: listOf(TEXT),
        metadata: { type: 'object', description: 'Comes back with the answer.' },
        user: TEXT,
        safety_identifier: TEXT,
        prompt_cache_key: TEXT,
        prompt_cache_retention: TEXT,
        service_tier: TEXT,
      },
    },
    Response: {
      type: 'object',
      required: ['id', 'object', 'created_at', 'status', 'model', 'output', 'error', 'store'],
      properties: {
        id: TEXT,
        object: { const: 'response' },
        created_at: COUNT,
        status: oneOf('in_progress', 'completed', 'incomplete', 'failed'),
        model: TEXT,
        output: listOf({
          type: 'object',
          required: ['id', 'type', 'status'],
          properties: { id: TEXT, type: oneOf('message', 'function_call', 'reasoning'), status: TEXT },
        }),
        error: either(OBJECT, { type: 'null' }),
        store: { const: false },
        usage: { type: 'object', properties: { input_tokens: COUNT, output_tokens: COUNT, total_tokens: COUNT } },
      },
    },
  },
};
