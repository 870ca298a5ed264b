import type { JsonObject } from '../http/json-body.ts';
import { type ChatMessage, checkMessages } from './chat-message.ts';
import {
  checkFields,
  flag,
  integer,
  isObject,
  isString,
  listOf,
  modelName,
  mustBe,
  number,
  object,
  type Report,
  refuseIfAny,
  text,
  textOrObject,
} from './fields.ts';

/** A request to `/v1/chat/completions` whose members have the types that OpenAI documents. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  /** The client wants a last chunk with usage. */
  readonly includeUsage: boolean;
  /** Every member, those above included, as sent. */
  readonly body: JsonObject;
}

/** By type only: which values make sense is the upstream's to say. Members not listed pass through. */
const FIELDS = {
  model: modelName,
  stream: flag,
  stream_options: object,
  n: integer(1, 128),
  max_tokens: integer(1),
  max_completion_tokens: integer(1),
  temperature: number(0, 2),
  top_p: number(0, 1),
  frequency_penalty: number(-2, 2),
  presence_penalty: number(-2, 2),
  // 64 bits wide: may be larger than the integers that a JavaScript number holds exactly.
  seed: { expected: 'an integer', accepts: Number.isInteger },
  stop: {
    expected: 'a string or an array of strings',
    accepts: (value: unknown) => isString(value) || listOf(text).accepts(value),
  },
  logprobs: flag,
  top_logprobs: integer(0),
  logit_bias: object,
  tools: listOf(object),
  tool_choice: textOrObject,
  parallel_tool_calls: flag,
  response_format: {
    expected: "an object with a 'type'",
    accepts: (value: unknown) => isObject(value) && isString(value.type),
  },
  modalities: listOf(text),
  audio: object,
  user: text,
  safety_identifier: text,
  metadata: object,
  store: flag,
  service_tier: text,
  reasoning_effort: text,
};

/** @throws OpenAiError 400 that names the fields at fault */
export function parseChatRequest(body: JsonObject): ChatRequest {
  refuseIfAny((report) => check(body, report));
  const stream = body.stream === true;
  return {
    model: body.model as string,
    messages: body.messages as readonly ChatMessage[],
    stream,
    includeUsage: stream && isObject(body.stream_options) && body.stream_options.include_usage === true,
    body,
  };
}

function check(body: JsonObject, report: Report): void {
  if ((body.model ?? null) === null) report('model', mustBe(modelName.expected, body.model));
  checkMessages(body.messages, report);
  checkFields(body, FIELDS, report);
  if (!isObject(body.stream_options)) return;
  if (body.stream !== true) report('stream_options', "is only allowed when 'stream' is true");
  const inside: Report = (member, problem) => report(`stream_options.${member}`, problem);
  checkFields(body.stream_options, { include_usage: flag, include_obfuscation: flag }, inside);
}
