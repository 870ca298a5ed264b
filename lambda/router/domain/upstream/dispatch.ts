import { DEFAULT_TIMEOUTS, LONGEST_REQUEST_MS } from '../../contract/resilience.ts';
import type { RemoteTarget } from '../../contract/targets.ts';
import { ModelAsleep, mayBeAsleep } from '../cold-start/asleep.ts';
import type { JsonBody } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { AttemptBook } from '../ledger/attempt-book.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { CredentialUnavailable, type ResponseSink, type RouterPorts, type UpstreamCall, UpstreamFailure } from '../ports.ts';
import type { ProviderCall } from '../providers/provider.ts';
import { translate } from '../providers/translation.ts';
import { type TraceContext, upstreamSpan } from '../telemetry/trace-context.ts';
import { NO_USAGE } from '../usage.ts';
import { credentialOf, withoutCredential } from './credential.ts';
import { type Ended, type Relay, type RelayContext, readRefusal, reasonOf, relayWhole } from './relay.ts';
import { relayStream } from './relay-stream.ts';
import { translated } from './relay-translated.ts';
import { retryAfterMs } from './retry.ts';
import { isEventStream } from './sse.ts';
import { errorOfFailure } from './upstream-error.ts';

/** A request in the words of an upstream that speaks another API, and how its answer is passed on. */
export interface OwnWords {
  readonly call: ProviderCall;
  readonly relay: Relay;
}

/** A checked request on its way to an upstream. */
export interface Dispatch {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly target: RemoteTarget;
  /** As the client named it. */
  readonly model: string;
  readonly path: '/chat/completions' | '/embeddings';
  readonly body: JsonBody;
  /** The same request, checked, for upstreams that speak another API. @default - no chat: only an OpenAI-compatible server takes it */
  readonly chat?: ChatRequest;
  /** The same request in the upstream's words already. @default - translated from `chat` */
  readonly inOwnWords?: OwnWords;
  /** Tokens of the prompt, should the upstream not report them. */
  readonly estimateInput: () => number;
  readonly sink: ResponseSink;
  /** Longest wait before a retry. @default - the retry policy's */
  readonly patienceMs?: number;
  /** Something else can answer in place of this upstream. @default - nothing can */
  readonly standby?: true;
  /** Whether the upstream is asleep, which does not answer. @default - it never sleeps */
  readonly isAsleep?: () => Promise<boolean>;
  /** Whose budget pays for retries. @default - nobody's: there are none */
  readonly upstream?: string;
  /** Its place in a trace, which upstreams are told of. @default - none */
  readonly trace?: TraceContext;
  /** Told of every attempt, also of those that fail. */
  readonly book: AttemptBook;
}

/**
 * Sends the request and passes the answer on. Tries again, with patience, as long as the client has not been sent a byte.
 *
 * @throws OpenAiError when there is no answer, ModelAsleep when that is because the upstream sleeps; nothing is sent then
 */
export async function dispatch(request: Dispatch, ports: RouterPorts): Promise<void> {
  const { sink, patienceMs, upstream, target, startedAt, model } = request;
  const { clock, random, routing } = ports;
  const { totalMs } = target.timeouts ?? DEFAULT_TIMEOUTS;
  const deadline = Math.min(clock.now() + totalMs, startedAt + LONGEST_REQUEST_MS);
  const { call, context, relay } = planOf(request, await credentialOf(request, ports), ports);
  for (let attempt = 1; ; attempt++) {
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) throw errorOfFailure(model, 'overdue');
    const within = leftMs < totalMs ? { ...call, totalMs: leftMs } : call;
    const failed = await tryOnce(attempt, { call: within, context, relay }, request, ports);
    if (failed === undefined) return;
    const nowMs = clock.now();
    const elapsedMs = nowMs - startedAt;
    const pause = {
      ...failed,
      attempt,
      elapsedMs,
      nowMs,
      leftMs: deadline - nowMs,
      jitter: random(),
      ...(patienceMs !== undefined && { patienceMs }),
    };
    const wait = retryAfterMs(pause);
    if (wait === undefined || upstream === undefined || !routing.takeRetry(upstream, nowMs)) throw failed.error;
    await clock.sleep(wait, sink.closed);
    if (sink.closed.aborted) throw failed.error;
  }
}

interface Plan {
  readonly call: UpstreamCall;
  readonly context: RelayContext;
  readonly relay: Relay;
}

/** The client's bytes go to a server that speaks OpenAI's API, and its bytes to the client. */
const PASS_ON: Relay = { refusal: readRefusal, whole: relayWhole, stream: relayStream };

function planOf(request: Dispatch, credential: string | undefined, { clock, region }: RouterPorts): Plan {
  const { target, model, chat, body, sink } = request;
  const context = { ...request, credential, clock };
  const type = { 'content-type': 'application/json' };
  const timeouts = target.timeouts && { timeouts: target.timeouts };
  if (target.kind === 'openai') {
    const headers = { ...type, ...(credential !== undefined && { authorization: `Bearer ${credential}` }) };
    const providerModel = target.model ?? model;
    // Untouched where possible: members unknown here and long numbers reach the upstream as the client wrote them.
    const text = providerModel === body.value.model ? body.text : JSON.stringify({ ...body.value, model: providerModel });
    const call = { baseUrl: target.baseUrl, path: request.path, headers, body: text, ...timeouts, signal: sink.closed };
    return { call, context: { ...context, providerModel }, relay: PASS_ON };
  }
  const inWords = ({ call: { providerModel, ...sent }, relay }: OwnWords): Plan => ({
    call: { ...sent, headers: { ...type, ...sent.headers }, body: JSON.stringify(sent.body), ...timeouts, signal: sink.closed },
    context: { ...context, providerModel },
    relay,
  });
  if (request.inOwnWords !== undefined) return inWords(request.inOwnWords);
  if (chat === undefined) {
    throw invalidRequest(
      `The model '${model}' is of kind ${target.kind}, which is asked for chat completions only.`,
      'model',
      'model_not_supported',
    );
  }
  const { provider, call } = translate(target, { chat, model, credential, home: region });
  return inWords({ call, relay: translated(provider, request.startedAt, chat.includeUsage) });
}

async function tryOnce(
  number: number,
  { call, context, relay }: Plan,
  { book, model, requestId, trace, isAsleep }: Dispatch,
  { upstream, clock, log, newId }: RouterPorts,
): Promise<Ended['failed']> {
  const startedAt = clock.now();
  const span = trace && upstreamSpan(trace, newId);
  let ended: Ended;
  try {
    await book.begin(startedAt, context.providerModel);
    const response = await upstream.send(span ? { ...call, headers: { ...call.headers, ...span.headers } } : call);
    if (response.status < 200 || response.status > 299) ended = await relay.refusal(response, context);
    else if (isEventStream(response.headers['content-type'])) ended = await relay.stream(response, context);
    else ended = await relay.whole(response, context);
  } catch (error) {
    if (error instanceof CredentialUnavailable) {
      book.withdraw(startedAt, context.providerModel);
      throw withoutCredential(error, model, requestId, log);
    }
    if (!(error instanceof UpstreamFailure)) throw error;
    ended = withoutAnswer(error, context);
  }
  const { failed, ...result } = ended;
  const endedAt = clock.now();
  const asleep = isAsleep !== undefined && failed !== undefined && mayBeAsleep(failed.outcome) && (await isAsleep());
  const why = asleep && { failure: `asleep: ${result.failure}` };
  book.record({ number, startedAt, endedAt, ...(span && { spanId: span.spanId }), ...result, ...why });
  if (asleep) throw new ModelAsleep();
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
