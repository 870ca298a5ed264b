import type { ModelTarget } from '../../lambda/router/contract/targets.ts';
import { inOwnNames, type RefusalDialect } from '../../lambda/router/domain/dialects/dialect.ts';
import { inOwnPlace } from '../../lambda/router/domain/dialects/places.ts';
import type { JsonObject } from '../../lambda/router/domain/http/json-body.ts';
import { OpenAiError } from '../../lambda/router/domain/http/openai-error.ts';
import { isObject, isString } from '../../lambda/router/domain/openai/fields.ts';
import { doesEmbed } from '../../lambda/router/domain/routing/conditions.ts';

/** The APIs by which an alias is asked. */
export const PATHS = {
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
  messages: '/v1/messages',
  embeddings: '/v1/embeddings',
} as const;
export type Api = keyof typeof PATHS;

/** @throws Error when there is no such API */
export function apiNamed(name: string): Api {
  if (Object.hasOwn(PATHS, name)) return name as Api;
  throw new Error(`'${name}' is no API; use one of ${Object.keys(PATHS).join(', ')}`);
}

/** Members of the Messages API that chats have by another name. */
const OF_MESSAGES = ['system', 'stop_sequences', 'output_config'];
const BLOCKS_OF_MESSAGES: ReadonlySet<unknown> = new Set(['tool_use', 'tool_result', 'image', 'document', 'thinking']);
const OF_EMBEDDINGS = ['encoding_format', 'dimensions'];
/** Without others, `input` may be a text to embed or to answer. */
const OF_BOTH: ReadonlySet<string> = new Set(['model', 'input', 'user']);

/**
 * Which API a body is for, by its members. Where they fit two, by what the candidates can do.
 *
 * @param targets behind the alias
 * @throws Error when both are possible
 */
export function apiOf(body: JsonObject, targets: readonly ModelTarget[]): Api {
  if (!('input' in body)) return isMessages(body) ? 'messages' : 'chat';
  if (OF_EMBEDDINGS.some((name) => name in body)) return 'embeddings';
  if (Object.keys(body).some((name) => !OF_BOTH.has(name))) return 'responses';
  if (!isString(body.input)) return Array.isArray(body.input) && body.input.some(isObject) ? 'responses' : 'embeddings';
  if (targets.length > 0 && !targets.some(doesEmbed)) return 'responses';
  if (targets.length > 0 && targets.every(({ kind }) => kind === 'hashing-embedder')) return 'embeddings';
  throw new Error(
    `the request fits ${PATHS.responses} and ${PATHS.embeddings}; say which it is for, with --api responses or --api embeddings`,
  );
}

function isMessages({ messages, tools, ...others }: JsonObject): boolean {
  const blocks = listIn(messages).flatMap(({ content }) => listIn(content));
  return (
    OF_MESSAGES.some((name) => name in others) ||
    listIn(tools).some((tool) => 'input_schema' in tool) ||
    blocks.some(({ type }) => BLOCKS_OF_MESSAGES.has(type))
  );
}

const listIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** How requests of another API become chats, and how its refusals are told. */
export interface ChatApi {
  readonly toChat: (body: JsonObject) => JsonObject;
  readonly names: RefusalDialect['names'];
}

const CHAT: ChatApi = { toChat: (body) => body, names: {} };

/** The router's own translation, read when it is asked for as it is there. */
export async function chatApi(api: Exclude<Api, 'embeddings'>): Promise<ChatApi> {
  switch (api) {
    case 'chat':
      return CHAT;
    case 'responses':
      return (await import('../../lambda/router/domain/dialects/responses/responses.ts')).RESPONSES;
    case 'messages':
      return (await import('../../lambda/router/domain/dialects/messages/messages.ts')).MESSAGES;
  }
}

/** A refusal as the API tells it: by the names and places that its requests have. */
export function told(error: OpenAiError, { names }: ChatApi, chat: JsonObject): string {
  const own = inOwnPlace(error, chat);
  const { status, body } = own instanceof OpenAiError ? own : error;
  return inOwnNames({ status, error: body.error }, names).error.message;
}
