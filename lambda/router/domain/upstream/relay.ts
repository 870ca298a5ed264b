import type { OpenAiError } from '../http/openai-error.ts';
import {
  type Clock,
  type FailureKind,
  type ResponseSink,
  UpstreamFailure,
  type UpstreamHeaders,
  type UpstreamResponse,
} from '../ports.ts';
import { NO_USAGE, type Usage } from '../usage.ts';
import type { reportedUsage } from './reported.ts';
import { errorOfAnswer } from './upstream-error.ts';

/** What a relay needs to know of the request. */
export interface RelayContext {
  readonly model: string;
  /** What the upstream calls the model, unless it says otherwise. */
  readonly providerModel: string;
  readonly credential: string | undefined;
  readonly path: '/chat/completions' | '/embeddings';
  /** Tokens of the prompt, should the upstream not report them. */
  readonly estimateInput: () => number;
  readonly requestId: string;
  readonly sink: ResponseSink;
  /** Something else can answer in place of this upstream: the client is sent nothing before the first token. @default - nothing can */
  readonly standby?: true;
  readonly clock: Clock;
}

/** How one attempt ended. */
export interface Ended {
  readonly status: number;
  readonly partial: boolean;
  readonly usage: Usage;
  readonly providerModel: string;
  readonly firstByteAt?: number;
  /** For operators: why it failed. */
  readonly failure?: string;
  /** Set when the client has been sent nothing yet. */
  readonly failed?: Failed;
}

export interface Failed {
  readonly outcome: FailureKind | number;
  readonly headers: UpstreamHeaders;
  readonly error: OpenAiError;
  /** What the upstream said of it. @default - nothing */
  readonly said?: string;
}

/** How the answers of an upstream are passed on. */
export interface Relay {
  /** An answer that is no success: nothing is sent yet. */
  readonly refusal: (response: UpstreamResponse, context: RelayContext) => Promise<Ended>;
  /** @throws UpstreamFailure when there is no answer; nothing is sent then */
  readonly whole: (response: UpstreamResponse, context: RelayContext) => Promise<Ended>;
  /** @throws UpstreamFailure when there is no answer; nothing is sent then */
  readonly stream: (response: UpstreamResponse, context: RelayContext) => Promise<Ended>;
}

/** An error is read so far; its message stands at the beginning. */
const MAX_ERROR_BYTES = 64 * 1024;

/** A whole answer is buffered so far: then its usage is known and a body that breaks can still become an error status. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** An answer that is no success: nothing is sent yet. */
export async function readRefusal(response: UpstreamResponse, context: RelayContext): Promise<Ended> {
  const { status, headers } = response;
  return refused(context, status, status, headers, await readErrorBody(response));
}

/** As much of an error's body as tells something; empty when it breaks. */
export async function readErrorBody(response: UpstreamResponse): Promise<string> {
  return (await wholeBody(response, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0))).toString();
}

/**
 * How an attempt ends that was refused, before anything was sent.
 *
 * @param status the one that clients are told
 * @param said the one by which operators know it and retries are decided
 */
export function refused(context: RelayContext, status: number, said: number, headers: UpstreamHeaders, body: string): Ended {
  const error = errorOfAnswer(context.model, { status, headers, body, credential: context.credential });
  const failed = { outcome: said, headers, error, said: body };
  return {
    status: said,
    partial: false,
    usage: NO_USAGE,
    providerModel: context.providerModel,
    failure: `status ${said}`,
    failed,
  };
}

/** What is compressed cannot be looked into. @throws UpstreamFailure when an answer is, though nobody asked for it */
export function refuseCoded({ headers }: UpstreamResponse): void {
  const { 'content-encoding': coding = 'identity' } = headers;
  if (coding !== 'identity') throw new UpstreamFailure('broken', `answered in the coding ${coding}, which nobody asked for`);
}

/** A whole body. @throws UpstreamFailure when it ends early or is larger than 32 MB */
export const readBody = (response: UpstreamResponse): Promise<Buffer> => wholeBody(response, MAX_ANSWER_BYTES);

/** What a reading failed with; undefined when it came to its end. */
export async function failureOf(reading: Promise<void>): Promise<UpstreamFailure | undefined> {
  try {
    await reading;
    return undefined;
  } catch (error) {
    if (error instanceof UpstreamFailure) return error;
    throw error;
  }
}

export const reasonOf = ({ kind, message }: UpstreamFailure): string => `${kind}: ${message}`;

export const withSource = (counts: ReturnType<typeof reportedUsage>): Usage | undefined =>
  counts && { ...counts, usageSource: 'provider' };

/** Of the upstream's headers the client gets those that describe the body; the rest may speak of the platform's account. */
export function answerHeaders(headers: UpstreamHeaders, requestId: string): Record<string, string> {
  const { 'content-type': type } = headers;
  return {
    'x-request-id': requestId,
    'content-type': typeof type === 'string' ? type : 'application/json',
  };
}

async function wholeBody(response: UpstreamResponse, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await response.read((chunk) => {
    bytes += chunk.length;
    if (bytes > limit) throw new UpstreamFailure('broken', `the answer is larger than ${limit} bytes`);
    chunks.push(chunk);
    return undefined;
  });
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
