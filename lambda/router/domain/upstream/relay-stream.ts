import { ENOUGH, UpstreamFailure, type UpstreamResponse } from '../ports.ts';
import { jsonObject } from '../providers/json.ts';
import { estimatedStreamTokens, type Usage } from '../usage.ts';
import { errorIn } from './answer-check.ts';
import { withoutUsage } from './asked-usage.ts';
import { EventSplitter } from './event-splitter.ts';
import { Opening, saysSomething } from './opening.ts';
import { answerHeaders, type Ended, failureOf, type RelayContext, reasonOf, refuseCoded, refused, withSource } from './relay.ts';
import { hasEndMark, hasFinishReason, reportedModel, reportedUsage } from './reported.ts';
import { brokenStreamEvent, DONE_EVENT, eventsIn } from './sse.ts';
import { errorOfFailure, withoutCredential } from './upstream-error.ts';

/** Passes a stream on as it is. */
export const relayStream = (response: UpstreamResponse, context: RelayContext): Promise<Ended> =>
  relayEvents(response, context, (events) => events);

/** Passes a stream on without the usage that its client did not ask for. */
export const relayStreamWithoutUsage = (response: UpstreamResponse, context: RelayContext): Promise<Ended> =>
  relayEvents(response, context, withoutUsage);

/**
 * Passes a server-sent event stream on as it comes, up to its end mark. One that breaks or falls silent ends with an error event and no
 * `[DONE]`.
 *
 * @param shown what the client sees of whole events; undefined for nothing
 * @throws UpstreamFailure when it breaks before the client is sent anything: the first event, or with others on standby the first token
 */
async function relayEvents(
  response: UpstreamResponse,
  context: RelayContext,
  shown: (events: Buffer) => Buffer | undefined,
): Promise<Ended> {
  const { sink, clock } = context;
  const splitter = new EventSplitter();
  const opening = new Opening(context.standby === true);
  let sent = false;
  let firstByteAt: number | undefined;
  let speaks = false;
  let latest: Buffer | undefined;
  const secret = context.credential ? Buffer.from(context.credential) : undefined;

  const send = (events: Buffer): boolean => {
    const told = shown(events);
    if (told === undefined) return true;
    const visible = withoutSecret(told, secret);
    // An event that only says who speaks is no token, and an error is none.
    if (firstByteAt === undefined && opening.begun && opening.error === undefined) firstByteAt = clock.now();
    if (!sent) {
      sent = true;
      sink.start(response.status, { ...answerHeaders(response.headers, context.requestId), 'cache-control': 'no-cache' });
    }
    return sink.write(visible);
  };

  const failure = await failureOf(
    response.read(
      (chunk) => {
        latest = splitter.push(chunk);
        const events = latest === undefined || opening.begun ? latest : opening.take(latest);
        if (events === undefined) return undefined;
        if (!sent) refuseCoded(response);
        if (opening.error !== undefined && !sent) throw new UpstreamFailure('broken', 'began with an error');
        if (opening.flaw !== undefined) throw new UpstreamFailure('broken', opening.flaw);
        if (splitter.done) {
          send(tellsError(splitter.tail) ? withoutEndMark(events) : events);
          return ENOUGH;
        }
        return send(events) ? undefined : sink.drained();
      },
      () => {
        if (speaks) return latest === undefined ? splitter.isInData : saysSomething(latest.toString());
        speaks = opening.begun;
        return speaks;
      },
    ),
  );

  if (!sent && opening.error !== undefined) {
    const { status, body } = opening.error;
    return refused(context, status, status, {}, body);
  }
  if (!sent) throw failure ?? new UpstreamFailure('broken', 'the stream ended before its first event');

  const { tail, rest, done } = splitter;
  const told = tellsError(tail.slice(0, tail.length - rest.toString().length));
  // A server without an end mark is believed when it says why the text stopped and closes the body properly.
  const whole = !told && (done || hasEndMark(tail) || (failure === undefined && hasFinishReason(tail)));
  if (whole && !done) {
    const last = lastEvent(rest);
    if (last !== undefined) send(last);
    sink.write(DONE_EVENT);
  } else if (!whole && !told && failure?.kind !== 'cancelled') {
    sink.write(brokenStreamEvent(errorOfFailure(context.model, failure?.kind ?? 'broken')));
  }
  return {
    status: response.status,
    partial: !whole,
    usage: usageOf(splitter, whole, context),
    providerModel: reportedModel(tail) ?? context.providerModel,
    ...(firstByteAt !== undefined && { firstByteAt }),
    ...(!whole && { failure: whyBroken(told, failure) }),
  };
}

function whyBroken(told: boolean, failure: UpstreamFailure | undefined): string {
  if (told) return 'broken: the upstream reported an error';
  return failure === undefined ? 'ended without [DONE]' : reasonOf(failure);
}

/** Some servers repeat the key in their errors. */
const withoutSecret = (events: Buffer, secret: Buffer | undefined): Buffer =>
  secret === undefined || !events.includes(secret)
    ? events
    : Buffer.from(withoutCredential(events.toString(), secret.toString()));

/** Whether the upstream has told the client of an error itself. */
const tellsError = (tail: string): boolean =>
  tail.includes('"error"') && eventsIn(tail).some(({ data }) => errorIn(data) !== undefined);

const withoutEndMark = (events: Buffer): Buffer => events.subarray(0, events.lastIndexOf('data:'));

/** An event that lacks its blank line only because the stream ended; undefined for half of one and for the end mark. */
function lastEvent(rest: Buffer): Buffer | undefined {
  const text = rest.toString().trimEnd();
  const [event] = eventsIn(text);
  return event === undefined || jsonObject(event.data) === undefined ? undefined : Buffer.from(`${text}\n\n`);
}

const usageOf = (splitter: EventSplitter, whole: boolean, context: RelayContext): Usage =>
  withSource(reportedUsage(splitter.counted)) ?? {
    inputTokens: context.estimateInput(),
    outputTokens: estimatedStreamTokens(splitter.events, splitter.bytes, splitter.firstEventBytes, whole),
    usageSource: 'estimated',
  };
