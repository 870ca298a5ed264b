import { element } from './review-elements.js';

/**
 * A text with its findings marked. Ranges may overlap: each stretch carries the names of all that cover it.
 *
 * @param hits ranges of the text in UTF-16 units, as JavaScript counts
 */
export function markedText(text, hits) {
  const cuts = new Set([0, text.length]);
  for (const { start, end } of hits) for (const cut of [start, end]) if (cut > 0 && cut < text.length) cuts.add(cut);
  const places = [...cuts].sort((a, b) => a - b);
  const parts = places.slice(0, -1).map((from, index) => {
    const piece = text.slice(from, places[index + 1]);
    const names = hits
      .filter(({ start, end }) => start <= from && from < end)
      .map(({ category, type }) => `${category}: ${type}`);
    if (names.length === 0) return piece;
    const mark = element('mark', '', piece);
    mark.title = [...new Set(names)].join(', ');
    return mark;
  });
  return element('pre', 'text', ...parts);
}
