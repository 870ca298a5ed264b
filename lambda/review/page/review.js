import { reviewApi } from './review-api.js';
import { badge, caseView, scoreChip } from './review-case.js';
import { ago, at, element } from './review-elements.js';

/** What is shown; replaced as a whole. */
let view = { api: undefined, cases: [], next: undefined, opened: undefined, text: undefined };

const show = (difference) => {
  view = { ...view, ...difference };
};

/** Does something that may fail, and says so when it does. */
async function attempt(work) {
  at('problem').hidden = true;
  try {
    await work();
  } catch (error) {
    at('problem').textContent = error.message;
    at('problem').hidden = false;
  }
}

async function loadList(after) {
  const { data, next } = await view.api.list(at('state').value, after);
  show({ cases: after === undefined ? data : [...view.cases, ...data], next });
  drawList();
  const { open, claimed, appealed, oldest } = await view.api.stats();
  const waits = oldest === undefined ? '' : `, the oldest came in ${ago(oldest)}`;
  at('stats').textContent = `${open} open, ${claimed} claimed, ${appealed} appealed${waits}`;
}

function drawList() {
  const current = view.opened?.id;
  at('cases').replaceChildren(
    ...view.cases.map((each) => {
      const scores = Object.entries(each.scores).map(([category, score]) => scoreChip(category, score));
      const line = element(
        'button',
        'line',
        element('span', 'who', each.tenant, badge(each.state), element('span', 'muted', ago(each.createdAt))),
      );
      line.append(element('span', 'chips', ...scores), element('span', 'preview', each.redacted));
      line.type = 'button';
      line.dataset.id = each.id;
      if (each.id === current) line.setAttribute('aria-current', 'true');
      line.addEventListener('click', () => attempt(() => open(each.id)));
      return element('li', '', line);
    }),
  );
  at('empty').hidden = view.cases.length > 0;
  at('more').hidden = view.next === undefined;
}

async function open(id) {
  show({ opened: await view.api.open(id), text: undefined });
  drawCase();
  drawList();
  at('case').querySelector('h2').focus();
}

/** After something was done: the case as it is now, its text masked or not as before. */
async function refreshed(id) {
  show({ opened: await view.api.open(id) });
  drawCase();
  await loadList();
}

const act = {
  claim: () => change((api, id) => api.claim(id)),
  unmask: () =>
    change(async (api, id) => {
      const { text } = await api.unmask(id);
      show({ text });
    }),
  mask: () => {
    show({ text: undefined });
    drawCase();
  },
  decide: ({ verdict, reason, phrase }) => change((api, id) => api.decide(id, { verdict, reason, ...(phrase && { phrase }) })),
  appeal: ({ reason }) => change((api, id) => api.appeal(id, reason)),
};

function change(work) {
  const { api, opened } = view;
  if (opened === undefined) return undefined;
  return attempt(async () => {
    await work(api, opened.id);
    await refreshed(opened.id);
  });
}

function drawCase() {
  at('case').hidden = false;
  at('case').replaceChildren(...caseView(view, act));
}

/** The case that many places further down the list. */
function step(places) {
  const index = view.cases.findIndex(({ id }) => id === view.opened?.id);
  const target = view.cases[index < 0 ? 0 : Math.min(view.cases.length - 1, Math.max(0, index + places))];
  if (target !== undefined) attempt(() => open(target.id));
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => view.opened !== undefined && ['open', 'appealed', 'claimed'].includes(view.opened.state) && act.claim(),
  u: () => view.opened !== undefined && view.text === undefined && act.unmask(),
  r: () => at('reason')?.focus(),
};

document.addEventListener('keydown', (event) => {
  const typing = event.target.matches('input, textarea, select');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

at('entry').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    show({ api: reviewApi(at('key').value.trim()) });
    await loadList();
    at('key').value = '';
    at('entry').hidden = true;
    for (const part of ['queue', 'leave']) at(part).hidden = false;
    at('cases').querySelector('button')?.focus();
  });
});
at('leave').addEventListener('click', () => location.reload());
at('state').addEventListener('change', () => attempt(() => loadList()));
at('more').addEventListener('click', () => attempt(() => loadList(view.next)));
