import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

const message = (headers: Readonly<Record<string, string>>, body: object): Buffer =>
  Buffer.from(
    codec.encode({
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])),
      body: Buffer.from(JSON.stringify(body)),
    }),
  );

/** One event as AWS sends it. */
export const awsEvent = (name: string, body: object): Buffer =>
  message({ ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' }, body);

/** One exception in the middle of a stream. */
export const awsException = (name: string, body: object): Buffer =>
  message({ ':exception-type': name, ':content-type': 'application/json', ':message-type': 'exception' }, body);

/** An error that has no body. */
export const awsError = (code: string, text: string): Buffer =>
  message({ ':error-code': code, ':error-message': text, ':message-type': 'error' }, {});
