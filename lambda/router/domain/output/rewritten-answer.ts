import { OpenAiError } from '../http/openai-error.ts';
import { isObject, isString } from '../openai/fields.ts';
import { dataEvent, eventsIn } from '../upstream/sse.ts';
import { ChoiceTexts } from './choice-texts.ts';
import type { CollectedAnswer } from './collected-answer.ts';
import { RewrittenCalls } from './rewritten-calls.ts';
import { type FilterFactory, isStop, type Stop } from './text-filter.ts';

type Json = Readonly<Record<string, unknown>>;

/** One event rewritten: what the client gets now, or why it gets no more. */
export type Rewritten = { readonly text: string; readonly done?: true } | Stop;

const UNREADABLE = 'The model answered with something that is no chat completion.';

/** Marks the operator's own text, which is no model's. */
const DEFAULT_ANSWER = 'fp_default_answer';

/** Rewrites an answer's text, event by event or as a whole. What no filter changes stays byte for byte as it was. */
export class RewrittenAnswer {
  readonly #texts: ChoiceTexts;
  readonly #calls: RewrittenCalls;
  readonly #collected: CollectedAnswer | undefined;
  readonly #isFiltered: boolean;
  #last: Json = {};

  /** @param ofCalls the filters of what tools are called with. @default - that stays as it is */
  constructor(filters: readonly FilterFactory[], collected?: CollectedAnswer, ofCalls: readonly FilterFactory[] = []) {
    this.#texts = new ChoiceTexts(filters);
    this.#calls = new RewrittenCalls(ofCalls);
    this.#collected = collected;
    this.#isFiltered = filters.length > 0;
  }

  /** @param block one server-sent event with the blank line after it */
  event(block: string): Rewritten {
    const data = dataOf(block);
    if (data === undefined) return { text: block };
    if (data === '[DONE]') return this.#done(block);
    const chunk = objectIn(data);
    if (chunk === undefined) return this.#unreadable(block);
    if (chunk.error !== undefined) this.#collected?.fail();
    this.#look(chunk);
    if (!Array.isArray(chunk.choices)) return { text: block };
    return this.#chunk(block, chunk, chunk.choices);
  }

  async whole(body: string): Promise<Rewritten> {
    const answer = objectIn(body);
    if (answer === undefined) return this.#unreadable(body);
    this.#look(answer);
    if (!Array.isArray(answer.choices)) return { text: body };
    let changed = false;
    const choices: unknown[] = [];
    for (const [position, choice] of answer.choices.entries()) {
      const { message, ...rest } = isObject(choice) ? choice : {};
      const index = typeof rest.index === 'number' ? rest.index : position;
      const before = isObject(message) && isString(message.content) ? message.content : '';
      const after = await this.#texts.whole(index, before);
      if (isStop(after)) return after;
      const called = await this.#calls.whole(index, isObject(message) ? message.tool_calls : undefined);
      if (isStop(called)) return called;
      const tools = called.changed ? { tool_calls: called.calls } : {};
      this.#collected?.say(index, after);
      if (isObject(choice)) this.#collected?.note({ ...choice, message: { ...(message as Json), ...tools }, index });
      changed ||= after !== before || called.changed;
      const text = after === before ? {} : { content: after };
      const same = after === before && !called.changed;
      choices.push(same ? choice : { ...choice, message: { ...(message as Json), ...text, ...tools }, logprobs: null });
    }
    return { text: changed ? JSON.stringify({ ...answer, choices }) : body };
  }

  #chunk(block: string, chunk: Json, choices: readonly unknown[]): Rewritten {
    this.#last = chunk;
    let changed = false;
    const after: Json[] = [];
    for (const choice of choices) {
      if (!isObject(choice)) return this.#unreadable(block);
      const index = typeof choice.index === 'number' ? choice.index : 0;
      const delta = isObject(choice.delta) ? choice.delta : {};
      const said = isString(delta.content) ? delta.content : '';
      const filtered = this.#texts.push(index, said);
      if (isStop(filtered)) return filtered;
      // What was held back goes out with the chunk that ends its choice.
      const rest = isString(choice.finish_reason) ? this.#texts.end(index) : '';
      if (isStop(rest)) return rest;
      const content = filtered + rest;
      const called = this.#calls.chunk(index, delta.tool_calls, isString(choice.finish_reason));
      if (isStop(called)) return called;
      const calling = called.changed ? withCalls(choice, delta, called.calls) : choice;
      this.#collected?.say(index, content);
      this.#collected?.note({ ...calling, index });
      changed ||= content !== said || called.changed;
      after.push(content === said ? calling : withContent(calling, calling.delta as Json, content));
    }
    if (!changed) return { text: block };
    const speaking = after.filter((choice) => !isSilent(choice));
    const isNeeded = speaking.length > 0 || (chunk.usage ?? null) !== null;
    return { text: isNeeded ? dataEvent({ ...chunk, choices: speaking }) : '' };
  }

  #done(block: string): Rewritten {
    let text = '';
    const { usage, ...stamp } = this.#last;
    for (const index of this.#texts.open) {
      const content = this.#texts.end(index);
      if (isStop(content)) return content;
      if (content === '') continue;
      this.#collected?.say(index, content);
      const choices = [{ index, delta: { content }, logprobs: null, finish_reason: null }];
      text += dataEvent({ ...stamp, choices, ...(usage !== undefined && { usage: null }) });
    }
    for (const index of this.#calls.open) {
      const called = this.#calls.chunk(index, undefined, true);
      if (isStop(called)) return called;
      if (!called.changed) continue;
      const delta = { tool_calls: called.calls };
      this.#collected?.note({ index, delta });
      text += dataEvent({ ...stamp, choices: [{ index, delta, logprobs: null, finish_reason: null }] });
    }
    return { text: text + block, done: true };
  }

  /** What cannot be read cannot be filtered, so nobody gets it; without a filter it is only not remembered. */
  #unreadable(text: string): Rewritten {
    this.#collected?.fail();
    return this.#isFiltered ? { stop: new OpenAiError(502, UNREADABLE, { code: 'upstream_invalid_answer' }) } : { text };
  }

  #look({ system_fingerprint }: Json): void {
    if (system_fingerprint === DEFAULT_ANSWER) this.#collected?.fail();
  }
}

/** The probabilities of tokens say nothing of other text. */
const withContent = (choice: Json, delta: Json, content: string): Json => ({
  ...choice,
  delta: { ...delta, content },
  ...('logprobs' in choice && { logprobs: null }),
});

function withCalls(choice: Json, { tool_calls: _, ...delta }: Json, calls: readonly unknown[]): Json {
  return { ...choice, delta: calls.length > 0 ? { ...delta, tool_calls: calls } : delta };
}

/** Whether a choice, its text gone, has nothing left to tell. */
function isSilent({ delta, finish_reason }: Json): boolean {
  if ((finish_reason ?? null) !== null || !isObject(delta)) return false;
  return Object.entries(delta).every(([name, value]) => (name === 'content' ? value === '' : value === null));
}

/** The data of one event; undefined when it carries none. */
function dataOf(block: string): string | undefined {
  const usual = /^data: ?([^\r\n]*)\r?\n\r?\n$/.exec(block)?.[1];
  return usual ?? eventsIn(block)[0]?.data;
}

function objectIn(json: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
