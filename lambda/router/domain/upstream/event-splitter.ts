import { UpstreamFailure } from '../ports.ts';

/** How much of an unfinished event is kept back. Images come as one event of several megabytes. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** The end of a stream that is looked at for its end mark, and what is kept around counted tokens: more than any usage event measures. */
const TAIL_BYTES = 4 * 1024;

/** What events of this size push out of the tail is looked through for usage first. A search for each token would double the work. */
const LARGE_EVENT_BYTES = 1024;

/** In every usage. To search for what begins with a letter takes half as long as with a quote, of which JSON is full. */
const COUNTED = Buffer.from('prompt_tokens"');

const LF = 10;
const CR = 13;
const LETTER_D = 100;

/** Of `data: [DONE]`, with or without the blank and a carriage return: other lines of so few bytes are rare. */
const isAsLongAsEndMark = (bytes: number): boolean => bytes >= 11 && bytes <= 13;

/**
 * Follows a server-sent event stream byte by byte, without parsing its events: it lets whole events through, keeps an unfinished one
 * back until the rest arrives, and remembers the tail and the usage before it. So a client never sees half an event, wherever the upstream
 * dies. What comes after the end mark is not let through.
 */
export class EventSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  /** What stood around the usage that came last, of what was looked through. */
  #counted: Buffer | undefined;
  /** Of the line that is being read: how many bytes so far, the first and the last of them. */
  #lineBytes = 0;
  #lineFirst = 0;
  #lineLast = 0;
  #inDataEvent = false;
  #events = 0;
  #bytes = 0;
  #firstEventBytes = 0;
  #inEndMark = false;
  #done = false;

  /**
   * Whole events that may go to the client; undefined when the chunk completes none.
   *
   * @throws UpstreamFailure when one event grows beyond 16 MB
   */
  push(chunk: Buffer): Buffer | undefined {
    if (this.#done) return undefined;
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    const before = this.#events;
    const boundary = this.#scan(chunk);
    this.#bytes += chunk.length;
    if (this.#tailBytes > TAIL_BYTES) this.#forget(this.#heldBytes + chunk.length, this.#events - before);
    if (boundary === chunk.length && this.#heldBytes === 0) return chunk;
    const ready = boundary === 0 ? undefined : this.#release(chunk.subarray(0, boundary));
    if (!this.#done) this.#hold(chunk.subarray(boundary));
    return ready;
  }

  /** Whether the end mark has come, with the blank line after it. */
  get done(): boolean {
    return this.#done;
  }

  /** Whether data is coming that completes no event yet; half a comment is none. */
  get isInData(): boolean {
    return this.#inDataEvent || (this.#lineBytes > 0 && this.#lineFirst === LETTER_D);
  }

  /** What was kept back: bytes after the last whole event. */
  get rest(): Buffer {
    return Buffer.concat(this.#held);
  }

  /** The last few kilobytes, as text that starts on a line of its own. */
  get tail(): string {
    const whole = this.#tailBytes === this.#bytes;
    return `${whole ? '\n' : ''}${Buffer.concat(this.#tail).toString()}`;
  }

  /** The text around the usage that came last, in the tail or before a large event; empty when there is none. */
  get counted(): string {
    return (aroundCounted(Buffer.concat(this.#tail)) ?? this.#counted)?.toString() ?? '';
  }

  /** Whole events that carry data; comments do not count. */
  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Size of the first event, which holds next to no text: what the wrapping of each costs. */
  get firstEventBytes(): number {
    return this.#firstEventBytes;
  }

  /** @returns the offset after the last blank line of the chunk, or the one that ends the end mark; 0 when it has none */
  #scan(chunk: Buffer): number {
    let boundary = 0;
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      const bytes = this.#lineBytes + end - from;
      const first = this.#lineBytes === 0 ? chunk[from] : this.#lineFirst;
      const last = end > from ? chunk[end - 1] : this.#lineLast;
      if (bytes === 0 || (bytes === 1 && last === CR)) {
        boundary = end + 1;
        this.#endEvent(boundary);
        if (this.#inEndMark) {
          this.#done = true;
          return boundary;
        }
      } else if (first === LETTER_D) {
        this.#inDataEvent = true;
        if (isAsLongAsEndMark(bytes)) this.#inEndMark = this.#isEndMark(bytes, chunk.length - end);
      }
      this.#lineBytes = 0;
      from = end + 1;
    }
    if (from < chunk.length) {
      if (this.#lineBytes === 0) this.#lineFirst = chunk[from] ?? 0;
      this.#lineBytes += chunk.length - from;
      this.#lineLast = chunk[chunk.length - 1] ?? 0;
    }
    return boundary;
  }

  /** The line of so many bytes that ends so far before the end of what was remembered. */
  #isEndMark(bytes: number, before: number): boolean {
    const latest = this.#tail.at(-1);
    const tail = latest !== undefined && latest.length >= bytes + before ? latest : Buffer.concat(this.#tail);
    const end = tail.length - before;
    return /^data: ?\[DONE\]\r?$/.test(tail.toString('latin1', end - bytes, end));
  }

  #release(end: Buffer): Buffer {
    const whole = this.#heldBytes === 0 ? end : Buffer.concat([...this.#held, end]);
    this.#held = [];
    this.#heldBytes = 0;
    return whole;
  }

  #hold(start: Buffer): void {
    if (start.length === 0) return;
    this.#held.push(start);
    this.#heldBytes += start.length;
    if (this.#heldBytes > MAX_HELD_BYTES) throw new UpstreamFailure('broken', `one event is larger than ${MAX_HELD_BYTES} bytes`);
  }

  #endEvent(offset: number): void {
    if (!this.#inDataEvent) return;
    if (this.#events === 0) this.#firstEventBytes = this.#bytes + offset;
    this.#events += 1;
    this.#inDataEvent = false;
  }

  /** All but the tail, when so many bytes came last with the ends of so many events. */
  #forget(bytes: number, events: number): void {
    const areLarge = bytes >= LARGE_EVENT_BYTES * Math.max(1, events);
    if (areLarge) this.#counted = aroundCounted(Buffer.concat(this.#tail)) ?? this.#counted;
    for (let first = this.#tail[0]; first && this.#tailBytes - first.length >= TAIL_BYTES; first = this.#tail[0]) {
      this.#tailBytes -= first.length;
      this.#tail.shift();
    }
  }
}

/** What stands around the last counted tokens: a usage may begin before them and goes on after them. */
function aroundCounted(bytes: Buffer): Buffer | undefined {
  let last = -1;
  for (let at = bytes.indexOf(COUNTED); at >= 0; at = bytes.indexOf(COUNTED, at + 1)) last = at;
  // The tail may begin in the middle of a usage that was remembered whole.
  if (last < 0 || bytes.lastIndexOf('"usage"', last) < 0) return undefined;
  return bytes.subarray(Math.max(0, last - TAIL_BYTES), last + TAIL_BYTES);
}
