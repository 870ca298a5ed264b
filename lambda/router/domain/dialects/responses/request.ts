import type { JsonObject } from '../../http/json-body.ts';
import {
  flag,
  integer,
  listOf,
  modelName,
  mustBe,
  number,
  object,
  oneOf,
  type Report,
  refuseIfAny,
  text,
} from '../../openai/fields.ts';
import { objectIn } from '../../providers/json.ts';
import { anything, checkMembers, inside, list, type Members, only, present, textOrList } from '../members.ts';
import { messagesOf } from './input.ts';
import { toolChoiceOf, toolsOf } from './tools.ts';

const NOT_STORED = 'responses are not stored here; send the whole conversation as input, or use a session (x-session-id)';

/** Members of `POST /v1/responses`. */
export const MEMBERS: Members = {
  taken: {
    model: modelName,
    input: textOrList,
    instructions: text,
    max_output_tokens: integer(1),
    max_tool_calls: integer(1),
    temperature: number(0, 2),
    top_p: number(0, 1),
    tools: listOf(object),
    tool_choice: anything,
    parallel_tool_calls: flag,
    text: object,
    reasoning: object,
    stream: flag,
    stream_options: object,
    store: flag,
    background: only(false, 'nothing runs in the background here'),
    top_logprobs: only(0, "probabilities of tokens are told by /v1/chat/completions ('logprobs')"),
    truncation: oneOf('auto', 'disabled'),
    include: list,
    metadata: object,
    user: text,
    safety_identifier: text,
    prompt_cache_key: text,
    prompt_cache_retention: text,
    service_tier: text,
  },
  refused: {
    previous_response_id: NOT_STORED,
    conversation: NOT_STORED,
    prompt: "templates are the platform's own here, named by the header x-prompt-template",
    context_management: 'conversations are not compacted here',
    moderation: 'what is moderated is set by the platform',
    prompt_cache_options: "send 'prompt_cache_key'",
  },
};

const TEXT: Members = { taken: { format: object, verbosity: text } };
const REASONING: Members = {
  taken: { effort: text, summary: text, generate_summary: text, context: text },
  refused: { mode: 'only OpenAI has it', encrypted_content: 'thoughts are not sent back to a model' },
};

/** Members that a chat has by the same name. */
const SAME = [
  'model',
  'temperature',
  'top_p',
  'parallel_tool_calls',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
] as const;

/** @throws OpenAiError 400 that names the members at fault */
export function toChat(body: JsonObject): JsonObject {
  let chat: JsonObject = {};
  refuseIfAny((report) => {
    if ((body.model ?? null) === null) report('model', mustBe(modelName.expected, body.model));
    checkMembers(body, MEMBERS, report);
    checkMembers(objectIn(body, 'text'), TEXT, inside('text', report));
    checkMembers(objectIn(body, 'reasoning'), REASONING, inside('reasoning', report));
    if (Array.isArray(body.include) && body.include.includes('message.output_text.logprobs')) {
      report('include', "must not hold 'message.output_text.logprobs': ask /v1/chat/completions for 'logprobs'");
    }
    const tools = toolsOf(body, report);
    chat = present({
      ...Object.fromEntries(SAME.map((name) => [name, body[name]])),
      messages: messagesOf(body, report),
      max_completion_tokens: body.max_output_tokens,
      ...(body.stream === true && { stream: true, stream_options: { include_usage: true } }),
      tools: tools.length > 0 ? tools : undefined,
      tool_choice: toolChoiceOf(body.tool_choice, tools, report),
      // Without tools it asks for nothing, and OpenAI refuses it.
      ...(tools.length === 0 && { parallel_tool_calls: undefined }),
      response_format: formatOf(objectIn(objectIn(body, 'text'), 'format'), report),
      verbosity: objectIn(body, 'text').verbosity,
      reasoning_effort: objectIn(body, 'reasoning').effort,
    });
  });
  return chat;
}

function formatOf({ type, ...format }: JsonObject, report: Report): JsonObject | undefined {
  switch (type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return { type };
    case 'json_schema': {
      const { name, description, schema, strict } = format;
      return { type, json_schema: present({ name, description, schema, strict }) };
    }
    default:
      report('text.format.type', mustBe("'text', 'json_object' or 'json_schema'", type));
      return undefined;
  }
}
