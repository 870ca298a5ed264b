import { at, element } from '../../local/page/elements.js';
import { drawLines } from './chart.js';
import { inUnit } from './units.js';

const EVERY_MS = 5_000;
const MINUTES = Number(new URLSearchParams(location.search).get('minutes')) || 15;

const dashboards = await (await fetch('/_sight/dashboards')).json();
let draw = () => Promise.resolve();

/** Lays out the dashboard that the address names, the first one otherwise. */
function show() {
  const chosen = dashboards.find(({ uid }) => `#${uid}` === location.hash) ?? dashboards[0];
  document.title = chosen.title;
  at('title').textContent = chosen.title;
  at('description').textContent = chosen.description;
  at('dashboards').replaceChildren(
    ...dashboards.map(({ uid, title }) => {
      const link = element('a', uid === chosen.uid ? 'chosen' : '', title.replace(/^[^:]+: /, ''));
      link.href = `#${uid}`;
      return link;
    }),
  );
  const panels = chosen.rows.flatMap(({ panels }, row) => panels.map((panel, index) => panelOf(chosen.uid, panel, row, index)));
  at('panels').replaceChildren(
    ...chosen.rows.flatMap(({ title }, row) => [
      element('h2', '', title),
      ...panels.filter((panel) => panel.row === row).map(({ section }) => section),
    ]),
  );
  draw = () => Promise.all(panels.map((panel) => panel.draw()));
}

function panelOf(uid, { title, unit, shows }, row, index) {
  const body = element('div', 'chart');
  const section = element('section', shows === 'number' ? 'panel small' : 'panel', element('h3', '', title), body);
  const query = new URLSearchParams({ dashboard: uid, row, panel: index, minutes: MINUTES });
  const update = async () => {
    const response = await fetch(`/_sight/panel?${query}`);
    const { lines, start, end, error } = await response.json();
    if (error !== undefined) throw new Error(error);
    if (lines.length === 0) return body.replaceChildren(element('p', 'muted', 'No data.'));
    if (shows !== 'number') return body.replaceChildren(drawLines(lines, { unit, start, end }));
    const last = lines[0].points.findLast(([, value]) => value !== null)?.[1];
    return body.replaceChildren(element('b', '', last === undefined ? '–' : inUnit(last, unit)));
  };
  return { row, section, draw: update };
}

async function refresh() {
  const live = at('live');
  try {
    await draw();
    live.className = 'live on';
    live.textContent = `the last ${MINUTES} minutes`;
  } catch (error) {
    live.className = 'live off';
    live.textContent = error.message;
  }
}

window.addEventListener('hashchange', () => {
  show();
  void refresh();
});
show();
for (;;) {
  await refresh();
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
