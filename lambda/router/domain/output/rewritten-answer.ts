import type { JsonObject } from '../http/json-body.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { isString } from '../openai/fields.ts';
import { jsonObject, objectIn, textIn } from '../providers/json.ts';
import { dataEvent, eventsIn } from '../upstream/sse.ts';
import { isSilent, withMembers } from './choice.ts';
import { ChoiceTexts } from './choice-texts.ts';
import type { CollectedAnswer } from './collected-answer.ts';
import { JudgedMembers } from './judged-members.ts';
import { type Readable, readable } from './readable-answer.ts';
import { RewrittenAsides } from './rewritten-asides.ts';
import { RewrittenCalls } from './rewritten-calls.ts';
import { type FilterFactory, type FiltersBeside, isStop, NOTHING_BESIDE, type Stop } from './text-filter.ts';

/** One event rewritten: what the client gets now, or why it gets no more. */
export type Rewritten = { readonly text: string; readonly done?: true } | Stop;

const UNREADABLE = 'The model answered with something that is no chat completion.';

/** Marks the operator's own text, which is no model's. */
const DEFAULT_ANSWER = 'fp_default_answer';

/** Rewrites an answer's text, event by event or as a whole. What no filter changes stays byte for byte as it was. */
export class RewrittenAnswer {
  readonly #texts: ChoiceTexts;
  readonly #calls: RewrittenCalls;
  readonly #asides: RewrittenAsides;
  /** @default - the answer is not judged */
  readonly #judged: JudgedMembers | undefined;
  readonly #collected: CollectedAnswer | undefined;
  readonly #isFiltered: boolean;
  #last: JsonObject = {};

  constructor(filters: readonly FilterFactory[], collected?: CollectedAnswer, beside: FiltersBeside = NOTHING_BESIDE) {
    const { ofCalls, ofAsides } = beside;
    this.#texts = new ChoiceTexts(filters);
    this.#calls = new RewrittenCalls(ofCalls);
    this.#asides = new RewrittenAsides(beside);
    this.#judged = ofAsides.length === 0 ? undefined : new JudgedMembers(ofAsides);
    this.#collected = collected;
    this.#isFiltered = filters.length > 0;
  }

  /** @param block one server-sent event with the blank line after it */
  event(block: string): Rewritten {
    const data = dataOf(block);
    if (data === undefined) return { text: block };
    if (data === '[DONE]') return this.#done(block);
    const chunk = jsonObject(data);
    if (chunk === undefined) return this.#unreadable(block);
    if (chunk.error !== undefined) this.#collected?.fail();
    this.#look(chunk);
    const read = readable(chunk, 'delta', this.#judged);
    if (read === undefined) return this.#unreadable(block);
    return isStop(read) ? read : this.#chunk(read.answer === chunk || !this.#isFiltered ? block : undefined, read);
  }

  async whole(body: string): Promise<Rewritten> {
    const answer = jsonObject(body);
    if (answer === undefined || !Array.isArray(answer.choices)) return this.#unreadable(body);
    this.#look(answer);
    const read = readable(answer, 'message', this.#judged);
    if (read === undefined) return this.#unreadable(body);
    if (isStop(read)) return read;
    let changed = this.#isFiltered && read.answer !== answer;
    const choices: JsonObject[] = [];
    for (const [position, choice] of read.choices.entries()) {
      const message = objectIn(choice, 'message');
      const index = typeof choice.index === 'number' ? choice.index : position;
      const said = textIn(message, 'content');
      const content = await this.#texts.whole(index, said);
      if (isStop(content)) return content;
      const asides = await this.#asides.whole(index, message);
      if (isStop(asides)) return asides;
      const called = await this.#calls.whole(index, message.tool_calls);
      if (isStop(called)) return called;
      const after = withMembers(choice, 'message', {
        ...(content !== said && { content }),
        ...asides.members,
        ...(called.changed && { tool_calls: called.calls }),
      });
      this.#collected?.say(index, content);
      this.#collected?.note({ ...after, index });
      changed ||= after !== choice;
      choices.push(after);
    }
    return { text: changed ? JSON.stringify({ ...read.answer, choices }) : body };
  }

  /** @param block the event as it came, if clients may get it so */
  #chunk(block: string | undefined, { answer: chunk, choices }: Readable): Rewritten {
    if (!Array.isArray(chunk.choices)) return { text: block ?? dataEvent(chunk) };
    this.#last = chunk;
    let changed = block === undefined;
    const after: JsonObject[] = [];
    for (const choice of choices) {
      const index = typeof choice.index === 'number' ? choice.index : 0;
      const delta = objectIn(choice, 'delta');
      const ends = isString(choice.finish_reason);
      const said = textIn(delta, 'content');
      const filtered = this.#texts.push(index, said);
      if (isStop(filtered)) return filtered;
      // What was held back goes out with the chunk that ends its choice.
      const rest = ends ? this.#texts.end(index) : '';
      if (isStop(rest)) return rest;
      const asides = this.#asides.chunk(index, delta, ends);
      if (isStop(asides)) return asides;
      const called = this.#calls.chunk(index, delta.tool_calls, ends);
      if (isStop(called)) return called;
      const content = filtered + rest;
      const rewritten = withMembers(choice, 'delta', {
        ...(content !== said && { content }),
        ...asides.members,
        ...(called.changed && { tool_calls: called.calls }),
      });
      this.#collected?.say(index, content);
      this.#collected?.note({ ...rewritten, index });
      changed ||= rewritten !== choice;
      after.push(rewritten);
    }
    if (!changed && block !== undefined) return { text: block };
    const speaking = after.filter((choice) => !isSilent(choice));
    const isNeeded = speaking.length > 0 || (chunk.usage ?? null) !== null || chunk.error !== undefined;
    return { text: isNeeded ? dataEvent({ ...chunk, choices: speaking }) : '' };
  }

  /** What is still held back of choices that did not end. */
  #done(block: string): Rewritten {
    let text = '';
    const { usage, ...stamp } = this.#last;
    for (const index of new Set([...this.#asides.open, ...this.#texts.open, ...this.#calls.open])) {
      const asides = this.#asides.chunk(index, {}, true);
      if (isStop(asides)) return asides;
      const content = this.#texts.end(index);
      if (isStop(content)) return content;
      const called = this.#calls.chunk(index, undefined, true);
      if (isStop(called)) return called;
      const delta = {
        ...asides.members,
        ...(content !== '' && { content }),
        ...(called.changed && { tool_calls: called.calls }),
      };
      if (Object.keys(delta).length === 0) continue;
      this.#collected?.say(index, content);
      this.#collected?.note({ index, delta });
      const choices = [{ index, delta, logprobs: null, finish_reason: null }];
      text += dataEvent({ ...stamp, choices, ...(usage !== undefined && { usage: null }) });
    }
    return { text: text + block, done: true };
  }

  /** What cannot be read cannot be filtered, so nobody gets it; without a filter it is only not remembered. */
  #unreadable(text: string): Rewritten {
    this.#collected?.fail();
    return this.#isFiltered ? { stop: new OpenAiError(502, UNREADABLE, { code: 'upstream_invalid_answer' }) } : { text };
  }

  #look({ system_fingerprint }: JsonObject): void {
    if (system_fingerprint === DEFAULT_ANSWER) this.#collected?.fail();
  }
}

/** The data of one event; undefined when it carries none. */
function dataOf(block: string): string | undefined {
  const usual = /^data: ?([^\r\n]*)\r?\n\r?\n$/.exec(block)?.[1];
  return usual ?? eventsIn(block)[0]?.data;
}
