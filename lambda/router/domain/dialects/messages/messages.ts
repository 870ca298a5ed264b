import type { JsonObject } from '../../http/json-body.ts';
import { answerIn } from '../answer-in.ts';
import type { Step } from '../chat-answer.ts';
import { type Dialect, namedEvent, type Stamp, type Voice } from '../dialect.ts';
import { deltaOf, emptyBlock, emptyMessage, ending, messageOf } from './answer.ts';
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
  const deltaEvent = (index: number, delta: JsonObject) => namedEvent({ type: 'content_block_delta', index, delta });
  const step = (step: Step): string => {
    const { at: index, block } = step;
    switch (step.kind) {
      case 'open':
        return namedEvent({ type: 'content_block_start', index, content_block: emptyBlock(block) });
      case 'add':
        return deltaEvent(index, deltaOf(block, step.text));
      case 'close': {
        const signature = block.kind === 'reasoning' ? block.signature : undefined;
        const signed = signature === undefined ? '' : deltaEvent(index, { type: 'signature_delta', signature });
        return signed + namedEvent({ type: 'content_block_stop', index });
      }
    }
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
