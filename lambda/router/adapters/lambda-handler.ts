import { channel } from 'node:diagnostics_channel';
import type { Writable } from 'node:stream';
import { STOP } from '../contract/lifecycle.ts';
import type { Router } from '../domain/router.ts';
import { OpenSinks } from './open-sinks.ts';
import { BufferedSink, type HttpResponseStream, type ProxyResult, StreamSink } from './response-sinks.ts';

type StreamingHandler = (event: unknown, responseStream: Writable) => Promise<void>;

/** The global that Lambda's Node runtime, or the local platform in its place, gives to functions that stream. */
interface LambdaStreaming {
  streamifyResponse<T>(handler: T & StreamingHandler): T;
  readonly HttpResponseStream: HttpResponseStream;
}

/** Streams where the runtime can, else answers in one piece. */
export function lambdaHandler(router: Router): StreamingHandler | ((event: unknown) => Promise<ProxyResult>) {
  const { awslambda } = globalThis as { readonly awslambda?: LambdaStreaming };
  if (awslambda?.streamifyResponse === undefined) {
    return async (event: unknown) => {
      const sink = new BufferedSink();
      await router(event, sink);
      return sink.result;
    };
  }
  const { HttpResponseStream } = awslambda;
  const open = new OpenSinks();
  channel(STOP).subscribe(() => open.stop());
  return awslambda.streamifyResponse(async (event: unknown, responseStream: Writable) => {
    const sink = new StreamSink(responseStream, HttpResponseStream);
    const place = open.add(sink);
    await router(event, sink);
    open.remove(place);
  });
}
