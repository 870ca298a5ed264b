import type { JsonObject } from '../http/json-body.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { UpstreamCall } from '../ports.ts';
import type { ServerEvent } from '../upstream/sse.ts';
import type { Piece } from './pieces.ts';

/** How a provider's answers are read. Every function is pure, and gives no pieces for what it does not know. */
export interface Provider {
  /** A whole answer. */
  readonly answer: (body: JsonObject) => readonly Piece[];
  /** One event of a stream. */
  readonly event: (event: ServerEvent, data: JsonObject) => readonly Piece[];
  /** What a stream that was closed properly ends with, for a provider that does not say so itself. */
  readonly atClose: readonly Piece[];
  /** The statuses that mean nothing to OpenAI's clients, and what they are told instead. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Found in refusals that are no fault of the request, whatever their status; clients are told 503. @default - statuses tell */
  readonly outage?: RegExp;
}

/** What a provider is asked, in OpenAI's words. */
export interface Question {
  readonly chat: ChatRequest;
  /** As it is configured: the chat may name an alias instead. */
  readonly model: string;
  readonly credential: string | undefined;
  /** The router's region. */
  readonly home: string;
}

/** A request in the provider's own words. */
export interface ProviderCall extends Pick<UpstreamCall, 'baseUrl' | 'path' | 'sign'> {
  /** Beside `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** What the provider calls the model. */
  readonly providerModel: string;
}
