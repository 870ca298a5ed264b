import type { ApiRequest } from './api-gateway-event.ts';
import { headerOf } from './api-gateway-event.ts';
import { endOfString } from './json-spans.ts';
import { invalidRequest, payloadTooLarge, unsupportedMediaType } from './openai-error.ts';

/** A JSON object as parsed: nothing about its members is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonBody {
  /** The bytes as text, to be forwarded untouched. */
  readonly text: string;
  readonly value: JsonObject;
}

/** Lambda takes events of at most 6 MB. */
const MAX_BYTES = 6 * 1024 * 1024;

/** Deeper than any JSON schema or tool call seen, shallow enough that walking it cannot exhaust the stack. */
const MAX_DEPTH = 64;

/** @throws OpenAiError 400, 413 or 415 */
export function readJsonBody(request: ApiRequest): JsonBody {
  requireJson(request);
  const text = textOf(request);
  if (text.trim() === '') throw invalidRequest('The request body is empty; send a JSON object.');
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('The request body is JSON, but not an object; send {"model": …}.');
  }
  const members = membersOf(value, MAX_DEPTH);
  if (members === Number.POSITIVE_INFINITY) throw invalidRequest(`The request body is nested deeper than ${MAX_DEPTH} levels.`);
  // Others read the first of two, or take `Model` for `model`: what is judged and priced here would not be what they answer.
  if (members !== namesIn(text)) throw invalidRequest('The request body names a member of an object twice; name each once.');
  refuseLookalikes(value);
  return { text, value: value as JsonObject };
}

function requireJson(request: ApiRequest): void {
  const encoding = headerOf(request, 'content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw unsupportedMediaType(`Content-encoding '${encoding}' is not supported; send the body as it is.`);
  }
  const type = headerOf(request, 'content-type');
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    throw unsupportedMediaType(`Content-type '${type}' is not supported; send application/json.`);
  }
}

function textOf({ body, base64 }: ApiRequest): string {
  if (body === null) return '';
  if (!base64) {
    if (body.length > MAX_BYTES || Buffer.byteLength(body) > MAX_BYTES) throw payloadTooLarge(MAX_BYTES);
    return body;
  }
  if (body.length > (MAX_BYTES / 3) * 4 + 4) throw payloadTooLarge(MAX_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw invalidRequest('The request body is not valid UTF-8.');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidRequest(`The request body is not valid JSON: ${error instanceof Error ? error.message : error}.`);
  }
}

/** How many members all objects in a value have; infinitely many when it is nested deeper. */
function membersOf(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) return Number.POSITIVE_INFINITY;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let members = Array.isArray(value) ? 0 : children.length;
  for (const child of children) members += membersOf(child, levels - 1);
  return members;
}

/** How many members valid JSON writes: each has one colon outside of strings. */
function namesIn(text: string): number {
  let names = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === COLON) names += 1;
  }
  return names;
}

const QUOTE = 0x22;
const COLON = 0x3a;

/** What the router decides by. */
const DECIDING: ReadonlySet<string> = new Set(['model', 'stream', 'messages', 'input', 'system', 'tools', 'n', 'user', 'store']);

function refuseLookalikes(value: object): void {
  for (const name of Object.keys(value)) {
    const usual = name.toLowerCase();
    if (name !== usual && DECIDING.has(usual)) {
      throw invalidRequest(
        `The request body has the member '${name}', which some servers take for '${usual}'; write '${usual}'.`,
      );
    }
  }
}
