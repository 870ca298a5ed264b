import { UpstreamFailure, type UpstreamResponse } from '../ports.ts';
import { estimatedStreamTokens, type Usage } from '../usage.ts';
import { EventSplitter } from './event-splitter.ts';
import { Opening } from './opening.ts';
import { answerHeaders, type Ended, failureOf, type RelayContext, reasonOf, refused, withSource } from './relay.ts';
import { hasEndMark, hasFinishReason, reportedModel, reportedUsage } from './reported.ts';
import { brokenStreamEvent } from './sse.ts';
import { errorOfFailure } from './upstream-error.ts';

/**
 * Passes a server-sent event stream on as it comes. One that breaks or falls silent ends with an error event and no `[DONE]`.
 *
 * @throws UpstreamFailure when it breaks before the client is sent anything: the first event, or with others on standby the first token
 */
export async function relayStream(response: UpstreamResponse, context: RelayContext): Promise<Ended> {
  const { sink, clock } = context;
  const splitter = new EventSplitter();
  const opening = new Opening(context.standby === true);
  let firstByteAt: number | undefined;

  const failure = await failureOf(
    response.read(
      (chunk) => {
        const whole = splitter.push(chunk);
        const events = whole === undefined || opening.begun ? whole : opening.take(whole);
        if (events === undefined) return undefined;
        if (opening.error !== undefined && firstByteAt === undefined) throw new UpstreamFailure('broken', 'began with an error');
        if (firstByteAt === undefined) {
          firstByteAt = clock.now();
          sink.start(response.status, { ...answerHeaders(response.headers, context.requestId), 'cache-control': 'no-cache' });
        }
        return sink.write(events) ? undefined : sink.drained();
      },
      () => opening.begun,
    ),
  );

  if (firstByteAt === undefined && opening.error !== undefined) {
    const { status, body } = opening.error;
    return refused(context, status, status, {}, body);
  }
  if (firstByteAt === undefined) throw failure ?? new UpstreamFailure('broken', 'the stream ended before its first event');

  const { tail, rest } = splitter;
  // A server without an end mark is believed when it says why the text stopped and closes the body properly.
  const whole = hasEndMark(tail) || (failure === undefined && hasFinishReason(tail));
  if (whole && rest.length > 0) sink.write(rest);
  if (!whole && failure?.kind !== 'cancelled') {
    sink.write(brokenStreamEvent(errorOfFailure(context.model, failure?.kind ?? 'broken').message));
  }
  return {
    status: response.status,
    partial: !whole,
    usage: usageOf(splitter, whole, context),
    providerModel: reportedModel(tail) ?? context.providerModel,
    firstByteAt,
    ...(!whole && { failure: failure === undefined ? 'ended without [DONE]' : reasonOf(failure) }),
  };
}

const usageOf = (splitter: EventSplitter, whole: boolean, context: RelayContext): Usage =>
  withSource(reportedUsage(splitter.tail)) ?? {
    inputTokens: context.estimateInput(),
    outputTokens: estimatedStreamTokens(splitter.events, splitter.bytes, splitter.firstEventBytes, whole),
    usageSource: 'estimated',
  };
