import { UpstreamFailure, type UpstreamResponse } from '../ports.ts';
import { ChunkWriter } from '../providers/chunk-writer.ts';
import { completionOf, type Stamp } from '../providers/completion.ts';
import { jsonObject } from '../providers/json.ts';
import type { ErrorPiece, Piece } from '../providers/pieces.ts';
import type { Provider } from '../providers/provider.ts';
import { EventSplitter } from './event-splitter.ts';
import {
  answerHeaders,
  type Ended,
  failureOf,
  type Relay,
  type RelayContext,
  readBody,
  readErrorBody,
  reasonOf,
  refused,
} from './relay.ts';
import { brokenStreamEvent, eventsIn } from './sse.ts';
import { errorOfBreak, errorOfFailure, withoutCredential } from './upstream-error.ts';

/** Passes answers on in OpenAI's words. The rules are those of answers that need no translation. */
export const translated = (provider: Provider, startedAt: number, includeUsage: boolean): Relay => ({
  refusal: async (response, context) => {
    const { status, headers } = response;
    const body = await readErrorBody(response);
    const told = provider.outage?.test(body) ? 503 : (provider.statuses[status] ?? status);
    return refused(context, told, status, headers, body);
  },
  whole: (response, context) => relayWhole(response, context, provider, stampOf(context, startedAt)),
  stream: (response, context) =>
    relayStream(response, context, provider, new ChunkWriter(stampOf(context, startedAt), includeUsage)),
});

/** An answer without a word may be one, but it says at least why it stopped. */
const SAID: ReadonlySet<Piece['kind']> = new Set<Piece['kind']>(['text', 'reasoning', 'tool', 'finish']);

const stampOf = ({ requestId, providerModel }: RelayContext, startedAt: number): Stamp => ({
  id: `chatcmpl-${requestId}`,
  created: Math.floor(startedAt / 1000),
  model: providerModel,
});

/** @throws UpstreamFailure when the body ends early or is no JSON; nothing is sent then */
async function relayWhole(response: UpstreamResponse, context: RelayContext, provider: Provider, stamp: Stamp): Promise<Ended> {
  const answer = jsonObject((await readBody(response)).toString());
  if (answer === undefined) throw new UpstreamFailure('broken', 'the answer is no JSON object');
  const pieces = provider.answer(answer);
  const gaveUp = pieces.find((piece) => piece.kind === 'error');
  if (gaveUp !== undefined) {
    // What was counted is billed, whatever became of it.
    const isCounted = pieces.some(({ kind }) => kind === 'usage');
    const counted = isCounted && { usage: completionOf(pieces, stamp, context.estimateInput).usage };
    return { ...gaveUpWith(gaveUp, provider, context), ...counted };
  }
  if (!pieces.some(({ kind }) => SAID.has(kind))) throw new UpstreamFailure('broken', 'the answer says nothing, not even why');
  const { body, model, usage } = completionOf(pieces, stamp, context.estimateInput);
  context.sink.start(response.status, answerHeaders({}, context.requestId));
  context.sink.write(JSON.stringify(body));
  return { status: response.status, partial: false, usage, providerModel: model };
}

/** @throws UpstreamFailure when it breaks before the first words; nothing is sent then */
async function relayStream(
  response: UpstreamResponse,
  context: RelayContext,
  provider: Provider,
  writer: ChunkWriter,
): Promise<Ended> {
  const { sink, clock } = context;
  const splitter = new EventSplitter();
  let firstByteAt: number | undefined;
  let text = '';
  const send = (events: string): boolean => {
    if (firstByteAt === undefined) {
      firstByteAt = clock.now();
      const type = { 'content-type': 'text/event-stream; charset=utf-8' };
      sink.start(response.status, { ...answerHeaders(type, context.requestId), 'cache-control': 'no-cache' });
    }
    return sink.write(events);
  };

  const failure = await failureOf(
    response.read(
      (chunk) => {
        const events = splitter.push(chunk);
        text = '';
        if (events === undefined) return undefined;
        text = writer.push(eventsIn(events.toString()).flatMap(({ name, data }) => piecesOf(provider, name, data)));
        const pending = text === '' || send(text) ? undefined : sink.drained();
        if (writer.error !== undefined) throw new UpstreamFailure('broken', `gave up with status ${writer.error.status}`);
        return pending;
      },
      () => text !== '' || writer.working,
    ),
  );
  if (failure === undefined && !writer.finished) writer.push(provider.atClose);

  const { error } = writer;
  const whole = error === undefined && writer.finished && (failure === undefined || writer.ended);
  if (!whole && firstByteAt === undefined) {
    if (error === undefined) throw failure ?? new UpstreamFailure('broken', 'the stream ended before its first words');
    return gaveUpWith(error, provider, context);
  }
  const usage = writer.usage(whole, context.estimateInput);
  if (whole) send(writer.close(usage));
  else if (failure?.kind !== 'cancelled') {
    const why =
      error && errorOfBreak(context.model, toldOf(error, provider), withoutCredential(error.message, context.credential));
    send(brokenStreamEvent(why ?? errorOfFailure(context.model, failure?.kind ?? 'broken')));
  }
  return {
    status: response.status,
    partial: !whole,
    usage,
    providerModel: writer.model,
    ...(firstByteAt !== undefined && { firstByteAt }),
    ...(!whole && { failure: failure === undefined ? 'ended without a reason to stop' : reasonOf(failure) }),
  };
}

/** An error that came with status 200, before anything was sent. */
const gaveUpWith = (error: ErrorPiece, provider: Provider, context: RelayContext): Ended =>
  refused(context, toldOf(error, provider), error.status, {}, JSON.stringify({ message: error.message }));

const toldOf = ({ status }: ErrorPiece, { statuses }: Provider): number => statuses[status] ?? status;

function piecesOf(provider: Provider, name: string, data: string) {
  const value = jsonObject(data);
  if (value === undefined) throw new UpstreamFailure('broken', 'an event of the stream is no JSON object');
  return provider.event({ name, data }, value);
}
