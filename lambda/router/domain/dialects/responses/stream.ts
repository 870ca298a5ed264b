import type { JsonObject } from '../../http/json-body.ts';
import type { Block, ChatAnswer, Step } from '../chat-answer.ts';
import { namedEvent, type Refused, type Stamp, type Voice } from '../dialect.ts';
import { argumentsOf, emptyItem, emptyResponse, ending, itemId, partOf, statusOf, wholeItem } from './answer.ts';

/** How events about a block's text are called, and where they carry it when it is through. */
const TEXT_EVENTS = {
  text: { type: 'response.output_text', member: 'text', more: { logprobs: [] } },
  refusal: { type: 'response.refusal', member: 'refusal', more: {} },
  reasoning: { type: 'response.reasoning_text', member: 'text', more: {} },
} as const;

/** Tells one answer in the events of the Responses API, numbered from 0. */
export function responseVoice(body: JsonObject, stamp: Stamp): Voice {
  const { requestId } = stamp;
  let sequence = 0;
  const event = (type: string, members: JsonObject) => namedEvent({ type, sequence_number: sequence++, ...members });
  const response = (answer: ChatAnswer, refused?: Refused) => ({
    ...emptyResponse(body, stamp, answer),
    ...ending(answer, requestId, refused),
  });

  function step(step: Step): string {
    const { block, at } = step;
    const place = { item_id: itemId(block, at, requestId), output_index: at };
    switch (step.kind) {
      case 'open': {
        const added = event('response.output_item.added', { output_index: at, item: emptyItem(block, at, requestId) });
        if (block.kind === 'call') return added;
        return added + event('response.content_part.added', { ...place, content_index: 0, part: partOf(block, '') });
      }
      case 'add':
        if (block.kind === 'call') return event('response.function_call_arguments.delta', { ...place, delta: step.text });
        return event(`${TEXT_EVENTS[block.kind].type}.delta`, {
          ...{ ...place, content_index: 0, delta: step.text },
          ...TEXT_EVENTS[block.kind].more,
        });
      case 'close': {
        const item = wholeItem(block, at, requestId, 'completed');
        return done(block, place) + event('response.output_item.done', { output_index: at, item });
      }
    }
  }

  function done(block: Block, place: JsonObject): string {
    if (block.kind === 'call') {
      return event('response.function_call_arguments.done', { ...place, name: block.name, arguments: argumentsOf(block) });
    }
    const { type, member, more } = TEXT_EVENTS[block.kind];
    const part = { ...place, content_index: 0 };
    return (
      event(`${type}.done`, { ...part, [member]: block.text, ...more }) +
      event('response.content_part.done', { ...part, part: partOf(block, block.text) })
    );
  }

  return {
    whole: response,
    begin: (answer) => {
      const empty = { response: emptyResponse(body, stamp, answer) };
      return event('response.created', empty) + event('response.in_progress', empty);
    },
    step,
    end: (answer) => event(`response.${statusOf(answer)}`, { response: response(answer) }),
    // The second is what makes OpenAI's clients raise an error: they look for a member of that name.
    broken: (refused, answer) => {
      const { message, code, param } = refused.error;
      return (
        event('response.failed', { response: response(answer, refused) }) +
        event('error', { code, message, param, error: refused.error })
      );
    },
  };
}
