import type { OpenAiTarget } from '../../contract.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { type ResponseSink, type RouterPorts, type UpstreamCall, UpstreamFailure } from '../ports.ts';
import { type Attempt, NO_USAGE } from '../usage.ts';
import { type Ended, type RelayContext, readRefusal, reasonOf, relayWhole } from './relay.ts';
import { relayStream } from './relay-stream.ts';
import { retryAfterMs } from './retry.ts';
import { isEventStream } from './sse.ts';
import { errorOfFailure } from './upstream-error.ts';

/** A checked request on its way to an OpenAI-compatible server. */
export interface Dispatch {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly target: OpenAiTarget;
  /** As the client named it. */
  readonly model: string;
  readonly path: '/chat/completions' | '/embeddings';
  readonly body: string;
  /** Tokens of the prompt, should the upstream not report them. */
  readonly estimateInput: () => number;
  readonly sink: ResponseSink;
  /** Told of every attempt, also of those that fail. */
  readonly record: (attempt: Attempt) => void;
}

/**
 * Sends the request and passes the answer on. Tries again, with patience, as long as the client has not been sent a byte.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function dispatch(request: Dispatch, ports: RouterPorts): Promise<void> {
  const { sink, target, model } = request;
  const credential = await credentialOf(request, ports);
  const call: UpstreamCall = {
    baseUrl: target.baseUrl,
    path: request.path,
    headers: {
      'content-type': 'application/json',
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    },
    body: request.body,
    signal: sink.closed,
  };
  const context: RelayContext = { ...request, credential, providerModel: target.model ?? model, clock: ports.clock };
  for (let attempt = 1; ; attempt++) {
    const failed = await tryOnce(attempt, call, context, request.record, ports);
    if (failed === undefined) return;
    const nowMs = ports.clock.now();
    const elapsedMs = nowMs - request.startedAt;
    const wait = retryAfterMs({ ...failed, attempt, elapsedMs, nowMs, jitter: ports.random() });
    if (wait === undefined) throw failed.error;
    await ports.clock.sleep(wait, sink.closed);
    if (sink.closed.aborted) throw failed.error;
  }
}

async function tryOnce(
  number: number,
  call: UpstreamCall,
  context: RelayContext,
  record: (attempt: Attempt) => void,
  { upstream, clock }: RouterPorts,
): Promise<Ended['failed']> {
  const startedAt = clock.now();
  let ended: Ended;
  try {
    const response = await upstream.send(call);
    if (response.status < 200 || response.status > 299) ended = await readRefusal(response, context);
    else if (isEventStream(response.headers['content-type'])) ended = await relayStream(response, context);
    else ended = await relayWhole(response, context);
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    ended = withoutAnswer(error, context);
  }
  const { failed, ...result } = ended;
  record({ number, startedAt, endedAt: clock.now(), ...result });
  return failed;
}

/** Who took the request and then fell silent may well bill the prompt. */
function withoutAnswer(failure: UpstreamFailure, context: RelayContext): Ended {
  const { kind } = failure;
  const error = errorOfFailure(context.model, kind);
  const reached = kind !== 'unreachable';
  return {
    status: error.status,
    partial: reached,
    usage: reached ? { inputTokens: context.estimateInput(), outputTokens: 0, usageSource: 'estimated' } : NO_USAGE,
    providerModel: context.providerModel,
    failure: reasonOf(failure),
    failed: { outcome: kind, headers: {}, error },
  };
}

async function credentialOf({ target, model, requestId }: Dispatch, { secrets, log }: RouterPorts): Promise<string | undefined> {
  if (target.apiKey === undefined) return undefined;
  try {
    return await secrets.read(target.apiKey.secret);
  } catch (error) {
    log('error', 'secret not readable', { requestId, error: error instanceof Error ? error.message : String(error) });
    throw new OpenAiError(503, `The platform cannot read its credential for '${model}' at the moment.`, {
      code: 'credential_unavailable',
    });
  }
}
