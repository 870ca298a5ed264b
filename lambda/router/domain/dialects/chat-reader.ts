import type { JsonObject } from '../http/json-body.ts';
import { isString } from '../openai/fields.ts';
import { saidInText } from '../output/answer-text.ts';
import type { FinishReason } from '../providers/finish-reason.ts';
import { countIn, objectIn, objectsIn, textIn } from '../providers/json.ts';
import { AnswerBlocks } from './answer-blocks.ts';
import type { ChatAnswer, ChatUsage, Step } from './chat-answer.ts';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
};

/** Where servers put what a model thinks before it answers. */
const REASONING = ['reasoning_content', 'reasoning'];

/** Reads OpenAI's chat completions, whole or chunk by chunk: both are the same blocks, one after the other. Reads the first choice only. */
export class ChatReader {
  readonly #blocks: AnswerBlocks;
  #model: string | undefined;
  #finish: FinishReason | undefined;
  #usage: ChatUsage = { input: 0, cached: 0, written: 0, output: 0, reasoning: 0 };

  constructor(requestId: string) {
    this.#blocks = new AnswerBlocks(requestId);
  }

  /** @param value a `chat.completion`, or a chunk of one */
  push(value: JsonObject): readonly Step[] {
    const steps: Step[] = [];
    this.#model = textIn(value, 'model') || this.#model;
    if (value.usage) this.#usage = usageOf(objectIn(value, 'usage'));
    const [choice] = objectsIn(value, 'choices');
    if (choice === undefined) return steps;
    const inPieces = 'delta' in choice;
    const { said } = saidInText(objectIn(choice, inPieces ? 'delta' : 'message'));
    // Of a whole answer these hold the same text as the thoughts with their signatures.
    const thoughts = objectsIn(said, 'thinking_blocks');
    if (inPieces || thoughts.length === 0) this.#blocks.say('reasoning', reasoningOf(said), steps);
    for (const thought of thoughts) this.#blocks.think(thought, steps);
    this.#blocks.say('text', textIn(said, 'content'), steps);
    this.#blocks.say('refusal', textIn(said, 'refusal'), steps);
    for (const [position, call] of objectsIn(said, 'tool_calls').entries()) this.#blocks.call(call, position, steps);
    const { finish_reason: reason } = choice;
    if (isString(reason) || !inPieces) this.#finish = finishOf(reason);
    return steps;
  }

  /** Closes the block that is still open, and tells the calls that wait for that. */
  close(): readonly Step[] {
    const steps: Step[] = [];
    this.#blocks.close(steps);
    return steps;
  }

  /** More of a call came after another block had begun: what was told of it cannot be taken back. */
  get broken(): boolean {
    return this.#blocks.broken;
  }

  get answer(): ChatAnswer {
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#finish !== undefined && { finish: this.#finish }),
      blocks: this.#blocks.all,
      usage: this.#usage,
    };
  }
}

/** Servers that send it under both names send the same. */
const reasoningOf = (said: JsonObject): string =>
  REASONING.map((member) => textIn(said, member)).find((text) => text !== '') ?? '';

const finishOf = (reason: unknown): FinishReason =>
  (isString(reason) && Object.hasOwn(FINISH_REASONS, reason) && FINISH_REASONS[reason]) || 'stop';

const usageOf = (usage: JsonObject): ChatUsage => ({
  input: countIn(usage, 'prompt_tokens') ?? 0,
  cached: countIn(objectIn(usage, 'prompt_tokens_details'), 'cached_tokens') ?? 0,
  written: countIn(objectIn(usage, 'prompt_tokens_details'), 'cache_write_tokens') ?? 0,
  output: countIn(usage, 'completion_tokens') ?? 0,
  reasoning: countIn(objectIn(usage, 'completion_tokens_details'), 'reasoning_tokens') ?? 0,
});
