import type { OpenAiError } from '../http/openai-error.ts';

/** What a filter may do beside giving text on: end the answer, with an error in place of the rest. */
export interface Stop {
  readonly stop: OpenAiError;
}

/**
 * Rewrites the text of one choice on its way to the client. It passes text on by giving it back, replaces it by giving back other text,
 * and holds it back by giving less for now. However the text is cut into pieces, all that comes out together must be the same.
 */
export interface TextFilter {
  /** The next piece of the text, never empty. */
  push(text: string): string | Stop;
  /** Called once, after the last piece: what was held back, or is to stand at the end. */
  end(): string | Stop;
  /** In place of both, where the whole text is there and its client can wait. @default - the text is one piece */
  whole?(text: string): Promise<string | Stop>;
}

/** Makes the filter of one choice of one answer. */
export type FilterFactory = (choice: number) => TextFilter;

/** What else of an answer is filtered than its text. */
export interface FiltersBeside {
  /** Of what tools are called with. Empty: that stays as it is. */
  readonly ofCalls: readonly FilterFactory[];
  /**
   * Of thoughts and refusals. Empty: those stay as they are. Otherwise the answer is judged, and what cannot be is left out.
   */
  readonly ofAsides: readonly FilterFactory[];
}

export const NOTHING_BESIDE: FiltersBeside = { ofCalls: [], ofAsides: [] };

export const isStop = (filtered: string | object | Stop): filtered is Stop => typeof filtered === 'object' && 'stop' in filtered;

/** One filter out of several: each reads what the one before it gives. */
export function inSequence(filters: readonly TextFilter[]): Required<TextFilter> {
  return {
    push: (text) => through(filters, text),
    end: () => {
      let tail = '';
      for (const [index, filter] of filters.entries()) {
        const last = filter.end();
        if (isStop(last)) return last;
        const rest = through(filters.slice(index + 1), last);
        if (isStop(rest)) return rest;
        tail += rest;
      }
      return tail;
    },
    whole: async (text) => {
      let rest = text;
      for (const filter of filters) {
        const filtered = await (filter.whole === undefined ? pushed(filter, rest) : filter.whole(rest));
        if (isStop(filtered)) return filtered;
        rest = filtered;
      }
      return rest;
    },
  };
}

/** A text that is one piece, through a filter of its own. */
export function pushed(filter: TextFilter, text: string): string | Stop {
  const start = text === '' ? '' : filter.push(text);
  if (isStop(start)) return start;
  const rest = filter.end();
  return isStop(rest) ? rest : start + rest;
}

function through(filters: readonly TextFilter[], text: string): string | Stop {
  let rest = text;
  for (const filter of filters) {
    if (rest === '') return '';
    const filtered = filter.push(rest);
    if (isStop(filtered)) return filtered;
    rest = filtered;
  }
  return rest;
}
