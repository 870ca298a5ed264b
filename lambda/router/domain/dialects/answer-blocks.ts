import type { JsonObject } from '../http/json-body.ts';
import { isWholeJson } from '../output/whole-json.ts';
import { countIn, objectIn, objectsIn, textIn } from '../providers/json.ts';
import type { Block, Step } from './chat-answer.ts';

type Growing = { -readonly [Member in keyof Block]: Block[Member] } & {
  id?: string;
  name?: string;
  signature?: string;
  redacted?: string;
};

/** Puts the blocks of an answer together, and tells them one after the other, whatever order their pieces come in. */
export class AnswerBlocks {
  readonly #requestId: string;
  readonly #blocks: Growing[] = [];
  /** By the number that the upstream gave it, the newest call of that number. */
  readonly #calls = new Map<number, Growing>();
  /** Calls by number that were begun before the open one was whole, as some servers write several at a time: they are told after it. */
  readonly #waiting = new Map<number, Growing>();
  #open: number | undefined;
  #broken = false;

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  get all(): readonly Block[] {
    return this.#blocks as readonly Block[];
  }

  /** More of a call came after another block had begun: what was told of it cannot be taken back. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Closes the block that is still open, and tells the calls that wait for that. */
  close(steps: Step[]): void {
    this.#tellWaiting(steps);
    this.#closeOpen(steps);
  }

  say(kind: 'text' | 'reasoning' | 'refusal', text: string, steps: Step[]): void {
    if (text === '') return;
    if (this.#opened?.kind !== kind) this.#begin({ kind, text: '' }, steps);
    this.#add(text, steps);
  }

  /** In a stream the text has come before, piece by piece. What is not signed is shown there only. */
  think(block: JsonObject, steps: Step[]): void {
    const signature = textIn(block, 'signature');
    const redacted = textIn(block, 'data');
    if (block.type === 'redacted_thinking' && redacted !== '') {
      this.#begin({ kind: 'reasoning', text: '', redacted }, steps);
      this.#closeOpen(steps);
    } else if (block.type === 'thinking' && signature !== '') {
      if (this.#opened?.kind !== 'reasoning') {
        this.#begin({ kind: 'reasoning', text: '' }, steps);
        this.say('reasoning', textIn(block, 'thinking'), steps);
      }
      const open = this.#opened;
      if (open !== undefined) open.signature = signature;
      this.#closeOpen(steps);
    }
  }

  /** @param call of a chunk, or a whole one @param position among those that came with it */
  call(call: JsonObject, position: number, steps: Step[]): void {
    const number = countIn(call, 'index') ?? position;
    const asked = objectIn(call, 'function');
    const id = textIn(call, 'id');
    const name = textIn(asked, 'name');
    let block = this.#calls.get(number);
    // Some servers give every call the same number; the id tells them apart.
    const isNext = block !== undefined && id !== '' && name !== '' && block.id !== id;
    if (block === undefined || isNext) {
      for (const thought of objectsIn(call, 'thinking_blocks')) this.think(thought, steps);
      block = { kind: 'call', id: id || `call_${this.#requestId}_${this.#blocks.length + this.#waiting.size}`, name, text: '' };
      this.#calls.set(number, block);
      if (isNext || this.#isThrough) this.#begin(block, steps);
      else this.#waiting.set(number, block);
    }
    const json = textIn(asked, 'arguments');
    if (json === '') return;
    if (block === this.#opened) this.#add(json, steps);
    else if (this.#waiting.get(number) === block) block.text += json;
    else if (json.trim() !== '') this.#broken = true;
    if (this.#waiting.size > 0 && this.#isThrough) this.#tellNext(steps);
  }

  get #opened(): Growing | undefined {
    return this.#open === undefined ? undefined : this.#blocks[this.#open];
  }

  /** Nothing more can come of the open block. */
  get #isThrough(): boolean {
    const open = this.#opened;
    return open?.kind !== 'call' || isWholeJson(open.text);
  }

  /** The first of the calls that wait, with what has come of it. */
  #tellNext(steps: Step[]): void {
    const number = Math.min(...this.#waiting.keys());
    const block = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (block === undefined) return;
    const { text } = block;
    block.text = '';
    this.#openNext(block, steps);
    if (text !== '') this.#add(text, steps);
    if (this.#waiting.size > 0 && this.#isThrough) this.#tellNext(steps);
  }

  #tellWaiting(steps: Step[]): void {
    while (this.#waiting.size > 0) this.#tellNext(steps);
  }

  #begin(block: Growing, steps: Step[]): void {
    this.#tellWaiting(steps);
    this.#openNext(block, steps);
  }

  #openNext(block: Growing, steps: Step[]): void {
    this.#closeOpen(steps);
    const at = this.#blocks.push(block) - 1;
    this.#open = at;
    steps.push({ kind: 'open', at, block: block as Block });
  }

  #add(text: string, steps: Step[]): void {
    const at = this.#open;
    const block = this.#opened;
    if (at === undefined || block === undefined) return;
    block.text += text;
    steps.push({ kind: 'add', at, block: block as Block, text });
  }

  #closeOpen(steps: Step[]): void {
    const at = this.#open;
    const block = this.#opened;
    this.#open = undefined;
    if (at !== undefined && block !== undefined) steps.push({ kind: 'close', at, block: block as Block });
  }
}
