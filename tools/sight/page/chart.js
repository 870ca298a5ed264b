import { element } from '../../local/page/elements.js';
import { inUnit } from './units.js';

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [400, 120];
/** Lines that have a colour and a name; more of them cannot be told apart. */
const NAMED = 6;

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** Lines over time from zero up, with the highest value and the last of each. */
export function drawLines(lines, { unit, start, end }) {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value).filter((value) => value !== null));
  const highest = Math.max(...values, 0) || 1;
  const lowest = Math.min(...values, 0);
  const x = (when) => ((when - start) / (end - start)) * WIDTH;
  const y = (value) => HEIGHT - ((value - lowest) / (highest - lowest)) * (HEIGHT - 4) - 2;

  const drawing = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  for (const share of [0.25, 0.5, 0.75]) {
    drawing.append(shape('path', { class: 'grid', d: `M0 ${HEIGHT * share}H${WIDTH}` }));
  }
  for (const [index, { points }] of lines.entries()) {
    drawing.append(shape('path', { class: `line hue${index % NAMED}`, d: pathOf(points, x, y) }));
  }
  const legend = lines.slice(0, NAMED).map(({ name, points }, index) => {
    // A line that ended before has no value now.
    const last = points.findLast(([when, value]) => value !== null && when > end - (end - start) / 20)?.[1];
    const said = last === undefined ? '–' : inUnit(last, unit);
    return element('li', '', element('i', `hue${index}`), element('span', 'name', name), element('span', 'number', said));
  });
  const more = lines.length > NAMED ? [element('li', 'muted', `and ${lines.length - NAMED} more`)] : [];
  return element(
    'div',
    'lines',
    element('small', 'muted', inUnit(highest, unit)),
    drawing,
    element('ul', 'legend', ...legend, ...more),
  );
}

/** A gap is a new piece of the line; a point alone is a short stroke. */
function pathOf(points, x, y) {
  let pen = 'M';
  let path = '';
  for (const [when, value] of points) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    path += `${pen}${x(when).toFixed(1)} ${y(value).toFixed(1)}${pen === 'M' ? 'h.1' : ''}`;
    pen = 'L';
  }
  return path;
}
