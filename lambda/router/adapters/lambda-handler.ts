import type { Writable } from 'node:stream';
import type { Router } from '../domain/router.ts';
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
  return awslambda.streamifyResponse(async (event: unknown, responseStream: Writable) =>
    router(event, new StreamSink(responseStream, HttpResponseStream)),
  );
}
