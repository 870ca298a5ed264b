import { showBudgets } from './budgets.js';
import { at } from './elements.js';
import { showLatency, showRoutes, showSpend, showTiles } from './panels.js';
import { rowView } from './row.js';
import { showSpendDays } from './spend-chart.js';

const EVERY_MS = 1_000;
const ROWS = 200;

let run;
let last = 0;
let rows = [];

async function refresh() {
  const response = await fetch(`/_local/state?after=${last}`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const state = await response.json();
  if (state.run !== run) {
    const restarted = run !== undefined;
    run = state.run;
    rows = [];
    last = 0;
    at('traffic').replaceChildren();
    at('no-traffic').hidden = false;
    if (restarted) return refresh();
  }
  show(state);
}

function show({ region, totals, rows: fresh, routes, spend, spendDays, budgets }) {
  at('region').textContent = region;
  addRows(fresh);
  showTiles(totals, spend);
  showLatency(rows);
  showRoutes(routes, totals.attempts);
  showSpend(spend);
  showSpendDays(spendDays);
  showBudgets(budgets);
}

function addRows(fresh) {
  if (fresh.length === 0) return;
  last = fresh[fresh.length - 1].number;
  rows = [...[...fresh].reverse(), ...rows].slice(0, ROWS);
  const body = at('traffic');
  for (const row of fresh) body.prepend(rowView(row));
  while (body.children.length > ROWS) body.lastElementChild.remove();
  at('no-traffic').hidden = true;
}

async function loop() {
  const live = at('live');
  if (document.visibilityState === 'visible') {
    try {
      await refresh();
      live.textContent = 'live';
      live.className = 'live on';
    } catch {
      live.textContent = 'not reachable';
      live.className = 'live off';
    }
  }
  setTimeout(loop, EVERY_MS);
}

loop();
