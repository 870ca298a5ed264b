import type { CallerContext } from '../../../authorizer/contract.ts';
import { answerChat } from '../chat.ts';
import type { Exchange } from '../exchange.ts';
import { readJsonBody } from '../http/json-body.ts';
import { refusalOf } from '../http/refusal.ts';
import type { Dialect } from './dialect.ts';
import { DialectSink } from './dialect-sink.ts';
import { inOwnWords } from './places.ts';

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
      if (!sink.begun) throw inOwnWords(error, chat, dialect.names);
      sink.fail(refusalOf(error, requestId, ports.log));
    }
  };
