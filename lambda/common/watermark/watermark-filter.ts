import { CONTEXT_LETTERS, lettersOf, type MarkContent, markOf, withoutMarks } from './mark.ts';
import { Prose } from './prose.ts';

/** Rewrites a text that arrives in pieces; has the shape of the router's filters of streamed answers. */
export interface WatermarkFilter {
  push(text: string): string;
  /** Called once, after the last piece: a mark for the last sentence, if it is due. */
  end(): string;
}

/** Letters before the first mark, so that short answers have one, and from one to the next. */
const FIRST = 48;
const APART = 280;

/**
 * Marks a generated text at the ends of sentences, between words of prose. Nothing is held back, and the marks are the same wherever the text
 * is cut. What looks like a mark in the text itself is taken out: a model may repeat what it was shown.
 */
export function watermarkFilter(content: MarkContent, key: Uint8Array): WatermarkFilter {
  const prose = new Prose();
  let context = '';
  let last = '';
  let left = FIRST;
  const due = () => left <= 0 && context.length === CONTEXT_LETTERS && prose.isHere;
  const mark = () => {
    left = APART;
    return markOf(content, context, key);
  };
  return {
    push(text) {
      let marked = '';
      const unmarked = withoutMarks(text);
      for (let index = 0; index < unmarked.length; index++) {
        const unit = unmarked.charAt(index);
        if (endsSentence(last, unit) && due()) marked += mark();
        marked += unit;
        prose.read(unit);
        const letter = lettersOf(unit);
        if (letter !== '') {
          context = (context + letter).slice(-CONTEXT_LETTERS);
          left -= 1;
        }
        last = unit;
      }
      return marked;
    },
    end: () =>
      /[.!?。！？]/.test(last) && left < APART - CONTEXT_LETTERS && context.length === CONTEXT_LETTERS && prose.isHere
        ? mark()
        : '',
  };
}

/** A Latin sentence ends before a blank, a Chinese one before anything that does not close a quotation. */
const endsSentence = (last: string, next: string): boolean =>
  /[.!?]/.test(last) ? /\s/.test(next) : /[。！？]/.test(last) && !/[”’」』）。！？]/.test(next);
