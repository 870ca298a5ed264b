import type { JsonObject } from '../http/json-body.ts';
import { isObject } from '../openai/fields.ts';
import { objectIn, textIn } from '../providers/json.ts';
import { type FilterFactory, type FiltersBeside, inSequence, isStop, type Stop, type TextFilter } from './text-filter.ts';

/** What a choice says beside its content and its tool calls. The last is what the first of OpenAI's models had for the latter. */
const ASIDES = ['reasoning_content', 'reasoning', 'refusal', 'function_call'] as const;

type Aside = (typeof ASIDES)[number];

/** Rewrites thoughts and refusals, each by itself. One ends where the model says something else, or its choice ends. */
export class RewrittenAsides {
  readonly #beside: FiltersBeside;
  /** By choice, what is being written. */
  readonly #writing = new Map<number, Map<Aside, TextFilter>>();

  constructor(beside: FiltersBeside) {
    this.#beside = beside;
  }

  /** @returns the members of a chunk's delta that become others */
  chunk(choice: number, delta: JsonObject, ends: boolean): { readonly members: JsonObject } | Stop {
    const known = this.#writing.get(choice);
    if (this.#beside.ofAsides.length === 0 || (known === undefined && !says(delta))) return NOTHING;
    const members: Record<string, unknown> = {};
    const writing = known ?? new Map<Aside, TextFilter>();
    this.#writing.set(choice, writing);
    const isOther = textIn(delta, 'content') !== '' || Array.isArray(delta.tool_calls) || Array.isArray(delta.thinking_blocks);
    const speaks = isOther || says(delta);
    for (const aside of ASIDES) {
      const said = textOf(delta, aside);
      const before = writing.get(aside);
      if (said === '' && before === undefined) continue;
      const filter = before ?? this.#filterOf(aside, choice);
      writing.set(aside, filter);
      const filtered = said === '' ? '' : filter.push(said);
      if (isStop(filtered)) return filtered;
      const isOver = ends || (said === '' && speaks);
      const rest = isOver ? filter.end() : '';
      if (isStop(rest)) return rest;
      if (isOver) writing.delete(aside);
      if (filtered + rest !== said) members[aside] = withText(delta, aside, filtered + rest);
    }
    if (writing.size === 0) this.#writing.delete(choice);
    return { members };
  }

  /** @returns the members of a whole answer's message that become others */
  async whole(choice: number, message: JsonObject): Promise<{ readonly members: JsonObject } | Stop> {
    if (this.#beside.ofAsides.length === 0) return NOTHING;
    const members: Record<string, unknown> = {};
    for (const aside of ASIDES) {
      const said = textOf(message, aside);
      if (said === '') continue;
      const filtered = await this.#filterOf(aside, choice).whole(said);
      if (isStop(filtered)) return filtered;
      if (filtered !== said) members[aside] = withText(message, aside, filtered);
    }
    return { members };
  }

  /** Choices in the middle of something. */
  get open(): readonly number[] {
    return [...this.#writing.keys()];
  }

  #filterOf(aside: Aside, choice: number): Required<TextFilter> {
    const { ofAsides, ofCalls } = this.#beside;
    const filters: readonly FilterFactory[] = aside === 'function_call' ? ofCalls : ofAsides;
    return inSequence(filters.map((make) => make(choice)));
  }
}

const NOTHING = { members: {} };

const says = (said: JsonObject): boolean => ASIDES.some((aside) => textOf(said, aside) !== '');

const textOf = (said: JsonObject, aside: Aside): string =>
  aside === 'function_call' ? textIn(objectIn(said, aside), 'arguments') : textIn(said, aside);

const withText = (said: JsonObject, aside: Aside, text: string): unknown =>
  aside === 'function_call' && (isObject(said[aside]) || text !== '') ? { ...objectIn(said, aside), arguments: text } : text;
