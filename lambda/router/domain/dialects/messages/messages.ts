import type { JsonObject } from '../../http/json-body.ts';
import { answerIn } from '../answer-in.ts';
import type { Step } from '../chat-answer.ts';
import { type Dialect, namedEvent, type Stamp, type Voice } from '../dialect.ts';
import { emptyBlock, emptyMessage, ending, isTold, messageOf } from './answer.ts';
import { errorOf } from './error.ts';
import { MESSAGES_REFUSALS } from './refusals.ts';
import { toChat } from './request.ts';

/** Anthropic's Messages API. */
export const MESSAGES: Dialect = {
  ...MESSAGES_REFUSALS,
  toChat,
  voice,
};

export const answerMessages = answerIn(MESSAGES);

function voice({ model }: JsonObject, { requestId }: Stamp): Voice {
  const id = `msg_${requestId}`;
  /** Anthropic's number of a block: what is not told has none. */
  let next = 0;
  const step = ({ kind, block, ...rest }: Step): string => {
    if (!isTold(block)) return '';
    if (kind === 'open') return namedEvent({ type: 'content_block_start', index: next, content_block: emptyBlock(block) });
    if (kind === 'close') return namedEvent({ type: 'content_block_stop', index: next++ });
    const text = 'text' in rest ? rest.text : '';
    const delta = block.kind === 'call' ? { type: 'input_json_delta', partial_json: text } : { type: 'text_delta', text };
    return namedEvent({ type: 'content_block_delta', index: next, delta });
  };
  return {
    whole: (answer) => messageOf(answer, id, model),
    begin: (answer) => namedEvent({ type: 'message_start', message: emptyMessage(answer, id, model) }),
    step,
    end: (answer) => {
      const { usage, ...delta } = ending(answer);
      return namedEvent({ type: 'message_delta', delta, usage }) + namedEvent({ type: 'message_stop' });
    },
    broken: (refused) => namedEvent(errorOf(refused, requestId)),
  };
}
