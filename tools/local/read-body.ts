import type { IncomingMessage } from 'node:http';

/** API Gateway's limit of a request body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Of all bodies together that are still arriving, as many bytes as wait in the router's queue at most. */
const MAX_ARRIVING_BYTES = 64 * 1024 * 1024;

/** So much of each body counts for nothing: whoever asks little is not kept out by those who send much, slowly. */
const FREE_BYTES = 64 * 1024;

/** Whether the client says that its body will be too large; a body of unknown length is measured while it comes. */
export function declaredTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

/** The bytes, or why there are none: more than the limit, more of all bodies than there is room for, or a client that left before the end. */
type Read = Buffer | 'too-large' | 'overloaded' | 'gone';

/** Reads bodies, of which only so much is in memory while they arrive. */
export function bodyReader(maxArrivingBytes = MAX_ARRIVING_BYTES): (request: IncomingMessage) => Promise<Read> {
  let arriving = 0;

  return (request) =>
    new Promise((settle) => {
      let chunks: Buffer[] = [];
      let bytes = 0;
      let counted = 0;
      let over = false;
      const end = (read: Read) => {
        if (over) return;
        over = true;
        arriving -= counted;
        chunks = [];
        settle(read);
      };
      request.on('data', (chunk: Buffer) => {
        if (over) return;
        bytes += chunk.length;
        const more = Math.max(0, bytes - FREE_BYTES) - counted;
        if (bytes > MAX_BODY_BYTES) end('too-large');
        else if (arriving + more > maxArrivingBytes) end('overloaded');
        else {
          arriving += more;
          counted += more;
          chunks.push(chunk);
        }
      });
      request.on('end', () => end(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      request.on('close', () => end('gone'));
    });
}
