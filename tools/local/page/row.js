import { clock, count, dollars, element, ending, milliseconds, tone } from './elements.js';

/** Results of the cache that spared a call. */
const SAVED = new Set(['hit', 'semantic', 'stale']);

/** A request as a row of the table. */
export function rowView(row) {
  const { model, answeredBy, why, outcomes, outcome, stream, cache } = row;
  const cell = (label, classes, ...content) => {
    const made = element('td', classes, ...content);
    made.dataset.label = label;
    return made;
  };
  const tried = outcomes.length > 1 ? `tried ${outcomes.join(', then ')}` : '';
  const way = [why, tried].filter((part) => part !== undefined && part !== '').join(' · ');
  const name = element('span', 'name', model ?? '(unknown)');
  if (answeredBy !== undefined && answeredBy !== model) name.append(element('span', 'muted', ' → '), answeredBy);
  const guard = row.moderation === undefined ? '' : element('small', 'muted', row.moderation);
  const view = element(
    'tr',
    'fresh',
    cell('Time', 'time', clock(row.at)),
    cell('Tenant', '', row.tenant ?? '–'),
    cell('Model', 'way', name, stream ? element('span', 'chip', 'stream') : '', element('small', 'muted', way)),
    cell('Status', '', element('span', `chip ${tone(outcome)}`, ending(row)), guard),
    cell('Latency', 'number', milliseconds(row.latencyMs)),
    cell('First token', 'number', milliseconds(row.firstTokenMs)),
    cell('Tokens', 'number', outcomes.length === 0 ? '–' : `${count(row.inputTokens)} / ${count(row.outputTokens)}`),
    cell('Cost', 'number', dollars(row.costMicroDollars)),
    cell('Cache', '', cache === undefined ? '–' : element('span', `chip ${SAVED.has(cache) ? 'good' : 'plain'}`, cache)),
  );
  view.title = `request ${row.requestId}`;
  return view;
}
