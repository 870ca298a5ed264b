import type { EventStreamCodec } from '@smithy/core/event-streams';
import { UpstreamFailure, type UpstreamResponse } from '../domain/ports.ts';

type Codec = Pick<EventStreamCodec, 'decode'>;

/** More than the largest message that AWS sends. */
const MAX_MESSAGE_BYTES = 25 * 1024 * 1024;
/** Lengths and checksums that every message has. */
const MIN_MESSAGE_BYTES = 16;

/** The same answer as server-sent events: each message becomes one, named after its event or exception. */
export async function decodeEventStream(response: UpstreamResponse): Promise<UpstreamResponse> {
  const { EventStreamCodec: Codec } = await import('@smithy/core/event-streams');
  const codec = new Codec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString(),
    (text) => Buffer.from(text),
  );
  return {
    status: response.status,
    headers: { ...response.headers, 'content-type': 'text/event-stream' },
    read: async (consume, begun) => {
      let held: Buffer<ArrayBufferLike> = Buffer.alloc(0);
      await response.read((chunk) => {
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        const events: string[] = [];
        for (let length = lengthOf(held); length !== undefined && length <= held.length; length = lengthOf(held)) {
          events.push(eventOf(codec, held.subarray(0, length)));
          held = held.subarray(length);
        }
        return events.length === 0 ? undefined : consume(Buffer.from(events.join('')));
      }, begun);
      if (held.length > 0) throw new UpstreamFailure('broken', 'the event stream ended within a message');
    },
  };
}

/** Of the message at the beginning; undefined while it is not known. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  if (length < MIN_MESSAGE_BYTES || length > MAX_MESSAGE_BYTES) throw new UpstreamFailure('broken', 'no AWS event stream');
  return length;
}

function eventOf(codec: Codec, message: Buffer): string {
  const { headers, body } = decoded(codec, message);
  const text = (name: string): string => String(headers[name]?.value ?? '');
  // An error has no body: what it says stands in its headers.
  if (text(':message-type') === 'error') {
    return `event: error\ndata: ${JSON.stringify({ message: `${text(':error-code')}: ${text(':error-message')}` })}\n\n`;
  }
  const name = text(':event-type') || text(':exception-type');
  // JSON may be written over several lines; as one event's data it must not be.
  return `event: ${name}\ndata: ${Buffer.from(body).toString().replaceAll(/\r?\n/g, ' ')}\n\n`;
}

function decoded(codec: Codec, message: Buffer) {
  try {
    return codec.decode(message);
  } catch (error) {
    throw new UpstreamFailure('broken', `no AWS event stream: ${error instanceof Error ? error.message : String(error)}`);
  }
}
