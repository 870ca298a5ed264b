import type { JsonObject } from '../../http/json-body.ts';
import {
  flag,
  integer,
  isObject,
  listOf,
  modelName,
  mustBe,
  number,
  object,
  oneOf,
  refuseIfAny,
  text,
} from '../../openai/fields.ts';
import { withCacheControl, withLimits, withThinking } from '../../providers/conversation-marks.ts';
import { objectIn } from '../../providers/json.ts';
import { anything, checkMembers, inside, list, type Members, present, textOrList, typed } from '../members.ts';
import { conversationOf } from './conversation.ts';
import { systemOf } from './instructions.ts';
import { limitsOf } from './limits.ts';
import { toolChoiceOf, toolsOf } from './tools.ts';

const NOT_STORED = 'nothing is kept between requests here';

/** Members of `POST /v1/messages`. */
export const MEMBERS: Members = {
  taken: {
    model: modelName,
    max_tokens: integer(1),
    messages: list,
    system: textOrList,
    stop_sequences: listOf(text),
    stream: flag,
    temperature: number(0, 1),
    top_p: number(0, 1),
    top_k: integer(0),
    tools: listOf(object),
    tool_choice: typed,
    metadata: object,
    output_config: object,
    thinking: typed,
    cache_control: anything,
    // Without effect: what is sent is what the model sees.
    context_management: object,
    service_tier: oneOf('auto', 'standard_only'),
  },
  refused: {
    container: 'code does not run here',
    diagnostics: NOT_STORED,
    mcp_servers: 'the platform calls no servers of yours',
    inference_geo: 'where a model runs is set by the platform',
    speed: 'how fast a model runs is set by the platform',
    user_profile_id: 'that belongs to an account with Anthropic',
    workspace_id: 'that belongs to an account with Anthropic',
    output_format: "send 'output_config.format'",
  },
};

const OUTPUT_CONFIG: Members = { taken: { effort: oneOf('low', 'medium', 'high', 'xhigh', 'max'), format: object } };

/** @throws OpenAiError 400 that names every member at fault */
export function toChat(body: JsonObject): JsonObject {
  let chat: JsonObject = {};
  refuseIfAny((report) => {
    for (const name of ['model', 'max_tokens'] as const) {
      if ((body[name] ?? null) === null) report(name, mustBe(MEMBERS.taken[name]?.expected ?? '', body[name]));
    }
    checkMembers(body, MEMBERS, report);
    checkMembers(objectIn(body, 'output_config'), OUTPUT_CONFIG, inside('output_config', report));
    const messages = [...systemOf(body.system, report), ...conversationOf(body.messages, report)];
    const tools = toolsOf(body, report);
    const made = present({
      model: body.model,
      messages,
      max_completion_tokens: body.max_tokens,
      ...(body.stream === true && { stream: true, stream_options: { include_usage: true } }),
      temperature: body.temperature,
      top_p: body.top_p,
      top_k: body.top_k,
      stop: Array.isArray(body.stop_sequences) && body.stop_sequences.length > 0 ? body.stop_sequences : undefined,
      tools: tools.length > 0 ? tools : undefined,
      ...toolChoiceOf(body, report),
      ...outputOf(objectIn(body, 'output_config'), report),
      user: objectIn(body, 'metadata').user_id,
    });
    const thought = withThinking(withCacheControl(made, body.cache_control), body.thinking);
    chat = withLimits(thought, limitsOf(objectIn(body, 'thinking'), messages));
    if ((chat.user ?? null) !== null && !text.accepts(chat.user)) report('metadata.user_id', mustBe('a string', chat.user));
  });
  return chat;
}

function outputOf({ effort, format }: JsonObject, report: (param: string, problem: string) => void): JsonObject {
  if (!isObject(format)) return { reasoning_effort: effort };
  const { type, schema } = format;
  if (type !== 'json_schema' || !isObject(schema)) {
    report('output_config.format', mustBe("an object with type 'json_schema' and a schema", format));
  }
  // Anthropic's promise: the answer keeps to the schema.
  const response = { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } };
  return { reasoning_effort: effort, response_format: response };
}
