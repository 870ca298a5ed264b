// Text reaches the page through text nodes only: what is reviewed is whatever somebody wrote.

/** An element with classes and content: text, or other elements. */
export function element(tag, classes, ...content) {
  const made = document.createElement(tag);
  if (classes !== '') made.className = classes;
  made.append(...content.filter((part) => part !== undefined && part !== ''));
  return made;
}

/** The part of the page with an id. */
export const at = (id) => document.getElementById(id);

export function button(label, classes, act) {
  const made = element('button', classes, label);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

/** Who or what, and its value, as a row of a list of facts. */
export const fact = (name, ...value) => element('div', 'fact', element('dt', '', name), element('dd', '', ...value));

export const when = (time) =>
  new Date(time).toLocaleString('en-GB', {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

export function ago(time, now = Date.now()) {
  const minutes = Math.max(0, Math.round((now - Date.parse(time)) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

export const percent = (score) => `${Math.round(score * 100)} %`;
