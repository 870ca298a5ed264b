import type { TextOperation } from '../../contract/prompts.ts';
import { type FilterFactory, inSequence, type TextFilter } from '../output/text-filter.ts';
import { overlap } from './literal.ts';

/** The filter that applies operations one after the other. */
export const postProcessor =
  (operations: readonly TextOperation[]): FilterFactory =>
  () =>
    inSequence(operations.map(filterOf));

function filterOf({ replace, remove, append = '', prepend = '', trim }: TextOperation): TextFilter {
  if (replace) return replacing(replace.find, replace.with);
  if (remove) return removing(remove.from, remove.to);
  if (trim) return trimming();
  return adding(prepend, append);
}

/** Keeps back what may become an occurrence with the next piece. */
function replacing(find: string, replacement: string): TextFilter {
  let held = '';
  return {
    push: (text) => {
      const parts = (held + text).split(find);
      const last = parts.pop() ?? '';
      const kept = overlap(last, find);
      held = last.slice(last.length - kept);
      return [...parts, last.slice(0, last.length - kept)].join(replacement);
    },
    end: () => held,
  };
}

function removing(from: string, to: string): TextFilter {
  let held = '';
  let inside = false;
  return {
    push: (text) => {
      let rest = held + text;
      let out = '';
      for (;;) {
        const mark = inside ? to : from;
        const at = rest.indexOf(mark);
        const kept = at < 0 ? overlap(rest, mark) : 0;
        if (!inside) out += rest.slice(0, at < 0 ? rest.length - kept : at);
        if (at < 0) {
          held = rest.slice(rest.length - kept);
          return out;
        }
        rest = rest.slice(at + mark.length);
        inside = !inside;
      }
    },
    // What is never closed, such as a thought that was cut short, is not shown.
    end: () => (inside ? '' : held),
  };
}

function trimming(): TextFilter {
  let held = '';
  let begun = false;
  return {
    push: (text) => {
      const rest = begun ? held + text : text.trimStart();
      begun ||= rest !== '';
      const out = rest.trimEnd();
      held = rest.slice(out.length);
      return out;
    },
    end: () => '',
  };
}

function adding(before: string, after: string): TextFilter {
  let begun = false;
  const opening = () => {
    const text = begun ? '' : before;
    begun = true;
    return text;
  };
  return { push: (text) => opening() + text, end: () => opening() + after };
}
