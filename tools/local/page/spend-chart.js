import { at, count, dollars, element } from './elements.js';

/** Models that have a colour of their own; the others share one. */
const COLOURS = 6;
const OTHERS = 'other models';

/** A column for each day, a piece of it for each model. Without any price the tokens still say who uses how much. */
export function showSpendDays({ days, spend }) {
  const priced = spend.some(({ costMicroDollars }) => costMicroDollars > 0);
  const weight = (line) => (priced ? line.costMicroDollars : line.tokens);
  const text = (value) => (priced ? dollars(value) : `${count(value)} tokens`);
  const totals = new Map();
  for (const line of spend) totals.set(line.model, (totals.get(line.model) ?? 0) + weight(line));
  const ranked = [...totals].filter(([, sum]) => sum > 0).sort(([, one], [, other]) => other - one);
  const shown = ranked.slice(0, COLOURS).map(([model]) => model);
  const colour = (model) => (shown.includes(model) ? `hue${shown.indexOf(model)}` : 'hues');
  const sumOf = (day) => spend.filter((line) => line.day === day).reduce((sum, line) => sum + weight(line), 0);
  const highest = Math.max(1, ...days.map(sumOf));

  const columns = days.map((day) => {
    const pieces = spend
      .filter((line) => line.day === day && weight(line) > 0)
      .map((line) => {
        const piece = element('i', colour(line.model));
        piece.style.height = `${(weight(line) / highest) * 100}%`;
        piece.title = `${day}, ${line.model}: ${text(weight(line))}`;
        return piece;
      });
    const stack = element('span', 'stack', ...pieces);
    return element('li', '', stack, element('small', 'muted', day.slice(8)));
  });
  const names = [...shown, ...(ranked.length > COLOURS ? [OTHERS] : [])];
  const sum = (name) =>
    (name === OTHERS ? ranked.slice(COLOURS) : ranked.filter(([model]) => model === name)).reduce((all, [, of]) => all + of, 0);
  const legend = names.map((name) =>
    element('li', '', element('i', colour(name)), element('span', 'name', name), element('span', 'number', text(sum(name)))),
  );
  at('spend-days').replaceChildren(
    element('ol', 'days', ...columns),
    ranked.length === 0 ? element('p', 'muted', 'Nothing was used in these two weeks.') : element('ul', 'legend', ...legend),
  );
}
