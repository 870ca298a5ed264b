import type { JsonObject } from '../http/json-body.ts';
import { isString } from '../openai/fields.ts';
import type { FinishReason } from '../providers/finish-reason.ts';
import { countIn, objectIn, objectsIn, textIn } from '../providers/json.ts';
import type { Block, ChatAnswer, ChatUsage, Step } from './chat-answer.ts';

type Growing = { -readonly [Member in keyof Block]: Block[Member] } & { id?: string; name?: string };

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
  readonly #requestId: string;
  readonly #blocks: Growing[] = [];
  /** Place of a call by the number that the upstream gave it. */
  readonly #calls = new Map<number, number>();
  #open: number | undefined;
  #model: string | undefined;
  #finish: FinishReason | undefined;
  #usage: ChatUsage = { input: 0, cached: 0, written: 0, output: 0, reasoning: 0 };
  #broken = false;

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  /** @param value a `chat.completion`, or a chunk of one */
  push(value: JsonObject): readonly Step[] {
    const steps: Step[] = [];
    this.#model = textIn(value, 'model') || this.#model;
    if (value.usage) this.#usage = usageOf(objectIn(value, 'usage'));
    const [choice] = objectsIn(value, 'choices');
    if (choice === undefined) return steps;
    const inPieces = 'delta' in choice;
    const said = objectIn(choice, inPieces ? 'delta' : 'message');
    for (const member of REASONING) this.#say('reasoning', textIn(said, member), steps);
    this.#say('text', textIn(said, 'content'), steps);
    this.#say('refusal', textIn(said, 'refusal'), steps);
    for (const [position, call] of objectsIn(said, 'tool_calls').entries()) this.#call(call, position, steps);
    const { finish_reason: reason } = choice;
    if (isString(reason) || !inPieces) this.#finish = finishOf(reason);
    return steps;
  }

  /** Closes the block that is still open. */
  close(): readonly Step[] {
    const steps: Step[] = [];
    this.#closeOpen(steps);
    return steps;
  }

  /** More of a call came after another block had begun: what was told of it cannot be taken back. */
  get broken(): boolean {
    return this.#broken;
  }

  get answer(): ChatAnswer {
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#finish !== undefined && { finish: this.#finish }),
      blocks: this.#blocks as readonly Block[],
      usage: this.#usage,
    };
  }

  #say(kind: 'text' | 'reasoning' | 'refusal', text: string, steps: Step[]): void {
    if (text === '') return;
    const open = this.#open === undefined ? undefined : this.#blocks[this.#open];
    const at = open?.kind === kind && this.#open !== undefined ? this.#open : this.#begin({ kind, text: '' }, steps);
    this.#add(at, text, steps);
  }

  #call(call: JsonObject, position: number, steps: Step[]): void {
    const number = countIn(call, 'index') ?? position;
    const asked = objectIn(call, 'function');
    const id = textIn(call, 'id');
    const known = this.#calls.get(number);
    // Some servers give every call the same number; the id tells them apart.
    const another = known === undefined || (id !== '' && textIn(asked, 'name') !== '' && this.#blocks[known]?.id !== id);
    const at = another ? this.#beginCall(number, id, textIn(asked, 'name'), steps) : known;
    const json = textIn(asked, 'arguments');
    if (json === '') return;
    if (at === this.#open) this.#add(at, json, steps);
    else this.#broken = true;
  }

  #beginCall(number: number, said: string, name: string, steps: Step[]): number {
    const id = said || `call_${this.#requestId}_${this.#blocks.length}`;
    const at = this.#begin({ kind: 'call', id, name, text: '' }, steps);
    this.#calls.set(number, at);
    return at;
  }

  #begin(block: Growing, steps: Step[]): number {
    this.#closeOpen(steps);
    const at = this.#blocks.push(block) - 1;
    this.#open = at;
    steps.push({ kind: 'open', at, block: block as Block });
    return at;
  }

  #add(at: number, text: string, steps: Step[]): void {
    const block = this.#blocks[at];
    if (block === undefined) return;
    block.text += text;
    steps.push({ kind: 'add', at, block: block as Block, text });
  }

  #closeOpen(steps: Step[]): void {
    const at = this.#open;
    const block = at === undefined ? undefined : this.#blocks[at];
    this.#open = undefined;
    if (at !== undefined && block !== undefined) steps.push({ kind: 'close', at, block: block as Block });
  }
}

const finishOf = (reason: unknown): FinishReason =>
  (isString(reason) && Object.hasOwn(FINISH_REASONS, reason) && FINISH_REASONS[reason]) || 'stop';

const usageOf = (usage: JsonObject): ChatUsage => ({
  input: countIn(usage, 'prompt_tokens') ?? 0,
  cached: countIn(objectIn(usage, 'prompt_tokens_details'), 'cached_tokens') ?? 0,
  written: countIn(objectIn(usage, 'prompt_tokens_details'), 'cache_write_tokens') ?? 0,
  output: countIn(usage, 'completion_tokens') ?? 0,
  reasoning: countIn(objectIn(usage, 'completion_tokens_details'), 'reasoning_tokens') ?? 0,
});
