import { type FilterFactory, inSequence, type Stop, type TextFilter } from './text-filter.ts';

interface ChoiceText {
  readonly filter: TextFilter;
  ended: boolean;
}

/** The filtered texts of an answer's choices. A choice that says nothing, such as one that only calls tools, is left alone. */
export class ChoiceTexts {
  readonly #filters: readonly FilterFactory[];
  readonly #choices = new Map<number, ChoiceText>();

  constructor(filters: readonly FilterFactory[]) {
    this.#filters = filters;
  }

  push(choice: number, text: string): string | Stop {
    if (text === '' || this.#filters.length === 0) return text;
    let known = this.#choices.get(choice);
    if (known === undefined) {
      known = { filter: inSequence(this.#filters.map((make) => make(choice))), ended: false };
      this.#choices.set(choice, known);
    }
    return known.filter.push(text);
  }

  /** What is left of one choice, once. */
  end(choice: number): string | Stop {
    const known = this.#choices.get(choice);
    if (known === undefined || known.ended) return '';
    known.ended = true;
    return known.filter.end();
  }

  /** A choice that comes as a whole. */
  async whole(choice: number, text: string): Promise<string | Stop> {
    if (text === '' || this.#filters.length === 0) return text;
    return inSequence(this.#filters.map((make) => make(choice))).whole(text);
  }

  /** Choices that have said something and have not ended. */
  get open(): readonly number[] {
    return [...this.#choices].flatMap(([choice, { ended }]) => (ended ? [] : [choice]));
  }
}
