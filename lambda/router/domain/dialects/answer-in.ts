import type { CallerContext } from '../../../authorizer/contract.ts';
import { sendJson } from '../answers.ts';
import { answerChat } from '../chat.ts';
import type { Exchange } from '../exchange.ts';
import { readJsonBody } from '../http/json-body.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { refusalOf } from '../http/refusal.ts';
import type { ResponseSink } from '../ports.ts';
import { type Dialect, inOwnNames } from './dialect.ts';
import { DialectSink } from './dialect-sink.ts';

/**
 * Answers a chat in another API than OpenAI's chat completions: translates the request, has the core answer it, translates that.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export const answerIn =
  (dialect: Dialect) =>
  async (exchange: Exchange, caller: CallerContext): Promise<void> => {
    const { requestId, request, sink: client, ports } = exchange;
    const { value: body } = readJsonBody(request);
    const chat = dialect.toChat(body);
    const sink = new DialectSink({
      ...{ client, requestId, headers: dialect.headers(requestId) },
      voice: dialect.voice(body, exchange),
      model: String(chat.model),
      stream: chat.stream === true,
    });
    try {
      await answerChat({ ...exchange, sink }, caller, { text: JSON.stringify(chat), value: chat });
      sink.finish();
    } catch (error) {
      if (!sink.begun) throw error;
      sink.fail(refusalOf(error, requestId, ports.log));
    }
  };

/** Sends an error in the shape of another API. */
export const sendErrorIn =
  (dialect: Dialect) =>
  (sink: ResponseSink, requestId: string, { status, body, headers }: OpenAiError): void => {
    const refused = inOwnNames({ status, error: body.error }, dialect.names);
    sendJson(sink, requestId, status, dialect.error(refused, requestId), { ...headers, ...dialect.headers(requestId) });
  };
