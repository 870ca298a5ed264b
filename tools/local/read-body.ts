import type { IncomingMessage } from 'node:http';

/** API Gateway's limit of a request body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Whether the client says that its body will be too large; a body of unknown length is measured while it comes. */
export function declaredTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

/** @returns the bytes, or why there are none: more than the limit, or a client that left before the end */
export function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else settle('too-large');
    });
    request.on('end', () => settle(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('close', () => settle('gone'));
  });
}
