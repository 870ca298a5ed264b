import type { Placeholders } from './masked.ts';

const SHAPE = /⟨[A-Z0-9_]{1,42}⟩/g;

/** A text that ends in what may be the beginning of a placeholder. */
const CUT = /⟨[A-Z0-9_]{0,42}$/;

/** Puts back what the placeholders of this table stand for; any other text stays, other tenants' placeholders among it. */
export const unmasked = (text: string, placeholders: Placeholders): string =>
  placeholders.size === 0 ? text : text.replace(SHAPE, (placeholder) => placeholders.get(placeholder) ?? placeholder);

/** Rewrites a text that arrives in pieces; has the shape of the router's filters of streamed answers. */
export interface Unmasker {
  /** What can be given on; a placeholder that is not complete yet is held back. */
  push(text: string): string;
  /** Called once, after the last piece: what was held back. */
  end(): string;
}

/** The same as `unmasked`, wherever the text is cut. */
export function unmasker(placeholders: Placeholders): Unmasker {
  let held = '';
  return {
    push(piece) {
      const text = held + piece;
      const cut = CUT.exec(text.slice(-LONGEST))?.[0].length ?? 0;
      held = text.slice(text.length - cut);
      return unmasked(text.slice(0, text.length - cut), placeholders);
    },
    end() {
      const last = held;
      held = '';
      return last;
    },
  };
}

const LONGEST = 44;
