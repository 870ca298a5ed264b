import { DEFAULT_TIMEOUTS, LONGEST_REQUEST_MS } from '../../contract/resilience.ts';
import { ModelAsleep, mayBeAsleep } from '../cold-start/asleep.ts';
import { CredentialUnavailable, type RouterPorts, UpstreamFailure } from '../ports.ts';
import { upstreamSpan } from '../telemetry/trace-context.ts';
import { NO_USAGE } from '../usage.ts';
import { credentialOf, withoutCredential } from './credential.ts';
import { type Dispatch, type Plan, planOf } from './plan.ts';
import { type Ended, type RelayContext, reasonOf } from './relay.ts';
import { relayUnlike } from './relay-whole.ts';
import { retryAfterMs } from './retry.ts';
import { isEventStream } from './sse.ts';
import { errorOfClosed, errorOfFailure } from './upstream-error.ts';

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
  let plan = await planOf(request, await credentialOf(request, ports), ports);
  for (let attempt = 1; ; attempt++) {
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) throw errorOfFailure(model, 'overdue');
    const { call } = plan;
    const within = leftMs < totalMs ? { ...call, totalMs: leftMs } : call;
    const failed = await tryOnce(attempt, { ...plan, call: within }, request, ports);
    if (failed === undefined) return;
    const plainer = plan.plainer?.(failed);
    if (plainer !== undefined) {
      plan = plainer;
      continue;
    }
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
    if (sink.closed.aborted) throw errorOfClosed(model, sink.closed);
  }
}

async function tryOnce(
  number: number,
  { call, context, relay }: Plan,
  { book, model, requestId, trace, isAsleep, chat }: Dispatch,
  { upstream, clock, log, newId }: RouterPorts,
): Promise<Ended['failed']> {
  const startedAt = clock.now();
  const asked = chat?.stream === true;
  const span = trace && upstreamSpan(trace, newId);
  let ended: Ended;
  try {
    await book.begin(startedAt, context.providerModel);
    const response = await upstream.send(span ? { ...call, headers: { ...call.headers, ...span.headers } } : call);
    if (response.status < 200 || response.status > 299) ended = await relay.refusal(response, context);
    else if (isEventStream(response.headers['content-type']) !== asked) ended = await relayUnlike(response, context, !asked);
    else if (asked) ended = await relay.stream(response, context);
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
