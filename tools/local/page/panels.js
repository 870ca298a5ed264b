import { at, bar, count, dollars, element, ending, milliseconds, tone } from './elements.js';

/** Bars of the latency chart. */
const BARS = 80;

export function showTiles({ requests, failed, inFlight, conversations, cache, moderation }, spend) {
  const hits = (cache.hit ?? 0) + (cache.semantic ?? 0);
  const asked = hits + (cache.miss ?? 0) + (cache.stale ?? 0);
  const cost = spend.reduce((sum, { costMicroDollars }) => sum + costMicroDollars, 0);
  // Most platforms judge no texts.
  const guarded = Object.entries(moderation);
  const touched = guarded.reduce((all, [, n]) => all + n, 0);
  const tile = (name, value, note) =>
    element('div', 'tile', element('b', '', value), element('span', '', name), element('small', 'muted', note));
  at('tiles').replaceChildren(
    tile('requests', count(requests), 'since the start'),
    tile('in flight', count(inFlight), `${count(conversations)} conversation${conversations === 1 ? '' : 's'}`),
    tile(
      'failed',
      count(failed),
      requests === 0 ? 'errors, and answers that broke off' : `${((failed / requests) * 100).toFixed(1)} % of all`,
    ),
    tile(
      'cache hits',
      asked === 0 ? '–' : `${Math.round((hits / asked) * 100)} %`,
      `${count(hits)} of ${count(asked)} looked up`,
    ),
    ...(guarded.length > 0
      ? [tile('guarded', count(touched), guarded.map(([action, n]) => `${action} ${count(n)}`).join(', '))]
      : []),
    tile('spent today', dollars(cost), 'as far as prices are known'),
  );
}

export function showLatency(rows) {
  const shown = rows.slice(0, BARS).reverse();
  const highest = Math.max(1, ...shown.map(({ latencyMs }) => latencyMs));
  const bars = shown.map((row) => {
    const { latencyMs, outcome, model } = row;
    const column = element('i', tone(outcome));
    column.style.height = `${Math.max(3, (latencyMs / highest) * 100)}%`;
    column.title = `${model ?? '(unknown)'}: ${milliseconds(latencyMs)}, ${ending(row)}`;
    return column;
  });
  const scale = shown.length === 0 ? 'nothing yet' : `highest ${milliseconds(highest)}`;
  at('latency').replaceChildren(element('div', 'columns', ...bars), element('small', 'muted', scale));
}

export function showRoutes(routes, attempts) {
  if (routes.length === 0) {
    at('routes').replaceChildren(
      element('p', 'muted', 'The configuration has no aliases: every model is asked by its own name.'),
    );
    return;
  }
  at('routes').replaceChildren(...routes.map((route) => routeView(route, attempts)));
}

function routeView({ alias, strategy, candidates }, attempts) {
  const asked = (model) => attempts[alias]?.[model] ?? 0;
  const total = candidates.reduce((sum, { model }) => sum + asked(model), 0);
  const lines = candidates.map(({ model, kind, share, conditions, breaker, inFlight, latencyMs }) => {
    const facts = [
      kind,
      share === undefined ? '' : share === 0 ? 'fallback' : `share ${Math.round(share * 100)} %`,
      inFlight > 0 ? `${inFlight} in flight` : '',
      latencyMs === undefined ? '' : milliseconds(latencyMs),
      ...conditions,
    ];
    return element(
      'li',
      '',
      element('span', 'name', model),
      element('span', `chip ${breaker === 'open' ? 'bad' : 'good'}`, breaker === 'open' ? 'breaker open' : 'closed'),
      bar(total === 0 ? 0 : asked(model) / total),
      element('span', 'number', count(asked(model))),
      element('small', 'muted', facts.filter((fact) => fact !== '').join(' · ')),
    );
  });
  return element('div', 'route', element('h3', '', alias, element('small', 'muted', strategy)), element('ul', '', ...lines));
}

export function showSpend(spend) {
  if (spend.length === 0) {
    at('spend').replaceChildren(element('p', 'muted', 'Nothing was used today.'));
    return;
  }
  // Without any price the tokens still say who uses how much.
  const priced = spend.some(({ costMicroDollars }) => costMicroDollars > 0);
  const weight = (line) => (priced ? line.costMicroDollars : line.inputTokens + line.outputTokens);
  const highest = Math.max(1, ...spend.map(weight));
  const lines = [...spend]
    .sort((a, b) => weight(b) - weight(a))
    .map((line) =>
      element(
        'li',
        '',
        element('span', 'name', line.tenant, element('small', 'muted', line.model)),
        bar(weight(line) / highest),
        element('span', 'number', line.unpriced === line.attempts ? 'no price' : dollars(line.costMicroDollars)),
        element(
          'small',
          'muted',
          `${count(line.attempts)} calls · ${count(line.inputTokens)} in / ${count(line.outputTokens)} out`,
        ),
      ),
    );
  at('spend').replaceChildren(element('ul', '', ...lines));
}
