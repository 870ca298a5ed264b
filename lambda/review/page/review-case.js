import { button, element, fact, percent, when } from './review-elements.js';
import { markedText } from './review-text.js';

/**
 * One case: what was found, the text, what was done to it, and what can be done now.
 *
 * @param shown `{ case, text }`: the text as written once it is unmasked
 * @param act what the buttons do
 */
export function caseView({ opened, text }, act) {
  const { hits, redacted, state } = opened;
  const masked = text === undefined;
  const heading = element('h2', '', `${opened.side === 'output' ? 'Answer' : 'Prompt'} of ${opened.tenant} `, badge(state));
  heading.tabIndex = -1;
  return [
    heading,
    scoresOf(opened),
    element(
      'div',
      'row',
      element('h3', '', masked ? 'Text, personal data and secrets blacked out' : 'Text as it was written'),
      masked ? button('Unmask', '', act.unmask) : button('Mask again', '', act.mask),
    ),
    element(
      'p',
      'muted small',
      masked ? 'Unmasking is written down with your name.' : 'You are seeing it unmasked; that is written down.',
    ),
    markedText(
      masked ? redacted : text,
      hits.filter(({ category }) => concerns(opened, category)),
    ),
    excerptNote(opened),
    actionsOf(opened, act),
    factsOf(opened),
    auditOf(opened),
  ];
}

/** What sent the case here, and what is blacked out; word lists find much besides. */
const concerns = ({ scores }, category) => Object.hasOwn(scores, category) || category === 'pii' || category === 'secrets';

export const badge = (state) => element('span', `badge ${state}`, state);

export const scoreChip = (category, score) => element('span', 'chip', category, element('b', '', percent(score)));

function scoresOf({ scores, policy }) {
  const chips = Object.entries(scores).map(([category, score]) => {
    const chip = scoreChip(category, score);
    const limits = Object.entries(policy[category] ?? {}).map(([action, from]) => `${action} from ${percent(from)}`);
    if (limits.length > 0) chip.append(element('i', '', limits.join(', ')));
    return chip;
  });
  return element('div', 'chips', ...chips);
}

function excerptNote({ excerpt, redacted }) {
  if (excerpt === undefined) return '';
  const upTo = excerpt.from + redacted.length;
  return element('p', 'muted small', `An excerpt: characters ${excerpt.from + 1} to ${upTo} of ${excerpt.of}.`);
}

function actionsOf(opened, act) {
  const { state, decisions } = opened;
  if (state === 'decided') {
    const last = decisions.at(-1);
    const said = element('p', '', badge(last.verdict), ` by ${last.by}: ${last.reason}`);
    return element(
      'div',
      'actions',
      said,
      ...(opened.appeal ? [] : [reasonForm('Appeal against it', [['Appeal', '']], act.appeal)]),
    );
  }
  if (state !== 'claimed') return element('div', 'actions', button('Claim', 'primary', act.claim));
  const held = element('p', 'muted small', `Claimed by ${opened.claimedBy} until ${when(opened.claimedUntil)}.`);
  const verdicts = [
    ['Allow', 'good'],
    ['Deny', 'bad'],
  ];
  return element('div', 'actions', held, reasonForm('Decide', verdicts, act.decide, true));
}

/** A reason, and a button for each thing that can be done with it. */
function reasonForm(title, verdicts, act, withPhrase = false) {
  const reason = element('textarea', '');
  reason.id = 'reason';
  reason.rows = 2;
  reason.maxLength = 500;
  reason.required = true;
  const form = element('form', 'decide', element('h3', '', title), labelled('Reason', reason));
  const phrase = element('input', '');
  phrase.id = 'phrase';
  phrase.minLength = 4;
  phrase.maxLength = 200;
  if (withPhrase) form.append(labelled('Also deny any text with these words (optional, deny only)', phrase));
  const buttons = verdicts.map(([label, tone]) => {
    const made = element('button', `primary ${tone}`, label);
    made.value = label.toLowerCase();
    return made;
  });
  form.append(element('div', 'row', ...buttons));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act({ verdict: event.submitter?.value, reason: reason.value, phrase: phrase.value });
  });
  return form;
}

function labelled(text, field) {
  const label = element('label', '', text);
  label.htmlFor = field.id;
  return element('div', 'field', label, field);
}

function factsOf({ id, requestId, createdAt, appeal }) {
  return element(
    'dl',
    'facts',
    fact('Came in', when(createdAt)),
    fact('Case', element('code', '', id)),
    fact('Request', element('code', '', requestId)),
    ...(appeal ? [fact('Appeal', `${appeal.by}: ${appeal.reason}`)] : []),
  );
}

function auditOf({ audit }) {
  const lines = audit.map(({ action, by, at, detail }) =>
    element(
      'li',
      action,
      element('b', '', action),
      ` by ${by}, ${when(at)}`,
      detail === undefined || action === 'claimed' ? '' : element('span', 'muted', ` ${detail}`),
    ),
  );
  const list = element('ol', 'audit', ...lines);
  return element(
    'div',
    '',
    element('h3', '', 'What was done'),
    lines.length === 0 ? element('p', 'muted', 'Nothing yet.') : list,
  );
}
