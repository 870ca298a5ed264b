import type { Exchange } from '../exchange.ts';
import { hasLeft } from '../ports.ts';
import { isEventStream } from '../upstream/sse.ts';
import { breakOff } from './break-off.ts';
import { keptOf } from './keep.ts';
import type { LiveAnswer } from './live-answer.ts';
import type { Found } from './store.ts';

/** Where an answer came from: the very same request, one that means the same, or one that is too old but better than none. */
type HitKind = 'hit' | 'semantic' | 'stale';

/** A stream is written in pieces of about this size. */
const PIECE_BYTES = 64 * 1024;

/** Sends a kept answer as the core once wrote it: in one piece, or whole events as fast as the client reads. */
export async function replay({ sink, requestId, startedAt, journal }: Exchange, found: Found, kind: HitKind): Promise<void> {
  const { answer, similarity } = found;
  const { headers, body, storedAt } = answer;
  const ageSeconds = Math.max(0, Math.floor((startedAt - storedAt) / 1_000));
  journal.cache = { outcome: kind, ageSeconds };
  sink.start(200, {
    ...headers,
    'x-request-id': requestId,
    'x-cache': kind,
    age: String(ageSeconds),
    ...(similarity !== undefined && { 'x-cache-similarity': similarity.toFixed(4) }),
  });
  if (!isEventStream(headers['content-type'])) {
    sink.write(body);
    return;
  }
  for (let from = 0; from < body.length && !hasLeft(sink.closed); ) {
    const to = endOfEvents(body, from);
    if (!sink.write(body.subarray(from, to))) await sink.drained();
    from = to;
  }
}

/** Sends an answer that another request is just getting, from its beginning. */
export async function follow({ sink, requestId, journal }: Exchange, live: LiveAnswer): Promise<void> {
  journal.cache = { outcome: 'hit', ageSeconds: 0 };
  sink.start(200, { ...keptOf(live.headers), 'x-request-id': requestId, 'x-cache': 'hit', age: '0' });
  for (let index = 0; !hasLeft(sink.closed); ) {
    const chunk = live.at(index);
    if (chunk === null) {
      journal.cutOff = true;
      return breakOff(sink);
    }
    if (chunk !== undefined) {
      index += 1;
      if (!sink.write(chunk)) await sink.drained();
    } else if (!live.isOver) await live.news;
    else {
      if (!live.isWhole) journal.cutOff = true;
      return;
    }
  }
}

/** The end of as many whole events as fit into a piece, at least one. */
function endOfEvents(body: Buffer, from: number): number {
  const limit = from + PIECE_BYTES;
  if (limit >= body.length) return body.length;
  const within = Math.max(...BOUNDARIES.map((boundary) => after(body.lastIndexOf(boundary, limit - boundary.length), boundary)));
  if (within > from) return within;
  const beyond = BOUNDARIES.map((boundary) => after(body.indexOf(boundary, from), boundary)).filter((end) => end > from);
  return Math.min(body.length, ...beyond);
}

/** How a blank line ends. */
const BOUNDARIES: readonly string[] = ['\n\n', '\n\r\n'];

const after = (index: number, boundary: string): number => (index < 0 ? -1 : index + boundary.length);
